# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from datetime import datetime

from freezegun import freeze_time

from .common import CustomerCommon

# A Tuesday, ten in the morning in Warsaw.
NOW = datetime(2027, 3, 2, 9, 0)
TOMORROW = datetime(2027, 3, 3, 13, 30)  # 14:30 in Warsaw


class NoteCommon(CustomerCommon):
    """A customer, two operators of level 5, a manager of level 3; a known time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.customer = cls._make_customer()
        cls.anna = cls._make_user("op_anna", "customer_care.level_5", name="Anna")
        cls.bert = cls._make_user("op_bert", "customer_care.level_5", name="Bert")
        cls.boss = cls._make_user("boss", "customer_care.level_3", name="The boss")
        cls.angry = cls.env.ref("customer_care.customer_note_mood_angry")
        cls.annoyed = cls.env.ref("customer_care.customer_note_mood_annoyed")
        cls.content = cls.env.ref("customer_care.customer_note_mood_content")
        cls.settled = cls.env.ref("customer_care.customer_note_outcome_settled")

    @classmethod
    def _note(cls, user=None, **vals):
        notes = cls.env["customer.note"].with_user(user or cls.anna)
        return notes.create(
            {"partner_id": cls.customer.id, "name": "The invoice of March", **vals}
        )

    @classmethod
    def _call_back(cls, user=None, by=None, at=TOMORROW, **vals):
        return cls._note(
            user,
            is_complete=False,
            follow_up_user_id=(by or cls.bert).id,
            follow_up_at=at,
            **vals,
        )

    @contextmanager
    def _refused(self, error, words):
        """Refused in these words, with nothing kept."""
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()
