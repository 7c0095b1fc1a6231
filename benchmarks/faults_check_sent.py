"""What left: against what the mail server and the SMS provider got, and the paper."""

from collections import Counter, defaultdict

from .faults_sinks import TOKEN

# Whom the sender had claimed when a customer said no gets it yet.
CLAIMED_SECONDS = 60
SEARCHES = 40


def _sms_once(world):
    """Neither one message twice, nor one text to one customer as two messages."""
    sms = world.sinks.sms
    uuids = Counter(letter.key for letter in sms)
    texts = Counter(token for letter in sms for token in letter.tokens)
    return len(sms), [
        f"{key} came {count} times"
        for key, count in (*uuids.items(), *texts.items())
        if count > 1
    ]


def _mail_once_more(world):
    """A second copy has the Message-ID of the first; there is no third."""
    mails = world.sinks.mails
    copies = Counter(letter.key for letter in mails)
    found = [f"{key} came {count} times" for key, count in copies.items() if count > 2]
    uids = defaultdict(set)
    for letter in mails:
        for token in letter.tokens:
            uids[token].add(letter.key)
    found += [f"{token} as {keys}" for token, keys in uids.items() if len(keys) > 1]
    twice = sum(count == 2 for count in copies.values())
    print(f"{twice} of {len(copies)} e-mails came twice", flush=True)
    return len(mails), found


def _nobody_who_said_no(world):
    """Who said no before got none; who said no meanwhile none afterwards."""
    emails = dict(world.sql("SELECT id, email FROM res_partner"))
    phones = dict(world.sql("SELECT id, phone_sanitized FROM res_partner"))
    made = world.made
    never = {emails[each] for each in made["W"]} | {phones[each] for each in made["W"]}
    blacklisted = {emails[each] for each in made["B"]}
    later = {emails[each]: at for each, at in world.ledger.noes.items()}
    found = []
    letters = [*world.sinks.mails, *world.sinks.sms]
    for letter in letters:
        address, is_offer = letter.address, _is_offer(letter)
        if (
            address in blacklisted
            or (is_offer and address in never)
            or (
                is_offer and letter.at > later.get(address, letter.at) + CLAIMED_SECONDS
            )
        ):
            found.append(f"{address} got {letter.tokens}")
    return len(letters), found


def _is_offer(letter):
    """Every other search writes for marketing."""
    numbers = [int(token[5:].partition("P")[0]) for token in letter.tokens]
    return any(number < SEARCHES and number % 2 for number in numbers)


def _states(world):
    """Sent: it arrived. Arrived: sent, or named as unsure with a reason."""
    rows = world.sql(
        """SELECT id, channel, state, coalesce(reason, ''),
                  CASE channel WHEN 'email' THEN message_uid ELSE batch_uid END
             FROM customer_message WHERE channel IN ('email', 'sms')"""
    )
    arrived = {letter.key for letter in (*world.sinks.mails, *world.sinks.sms)}
    found, known = [], set()
    for row_id, channel, state, reason, key in rows:
        known.add(key)
        if state == "sent" and key not in arrived:
            found.append(f"{channel} {row_id} is sent and never arrived")
        elif key in arrived and state not in ("sent", "unknown"):
            found.append(f"{channel} {row_id} arrived and is {state}: {reason}")
        elif state in ("unknown", "failed", "skipped", "cancelled") and not reason:
            found.append(f"{channel} {row_id} is {state} without a reason")
    found += [f"{key} arrived and is in no row" for key in arrived - known]
    states = Counter((channel, state) for _id, channel, state, *_rest in rows)
    print(", ".join(f"{c} {s}: {n}" for (c, s), n in sorted(states.items())))
    return len(rows), found


def _told_whom(world):
    """What arrived is about who is in the row, or about whom he was merged with."""
    partner_of = {
        key: partner
        for key, partner in world.sql(
            """SELECT CASE channel WHEN 'email' THEN message_uid ELSE batch_uid END,
                      partner_id
                 FROM customer_message WHERE channel IN ('email', 'sms')"""
        )
    }
    last = _survivors(world)
    found, count = [], 0
    for letter in (*world.sinks.mails, *world.sinks.sms):
        for token in letter.tokens:
            count += 1
            person = int(TOKEN.match(token)[0].partition("P")[2])
            partner = partner_of.get(letter.key)
            if partner and last.get(person, person) != last.get(partner, partner):
                found.append(f"{token} is in a row of customer {partner}")
    return count, found


def _survivors(world):
    return dict(
        world.sql(
            "SELECT id, merged_into_id FROM res_partner"
            " WHERE merged_into_id IS NOT NULL"
        )
    )


def _paper_once(world):
    """No letter is on two sheets, and what is on paper is not waiting to be printed."""
    rows = dict(
        world.sql(
            "SELECT partner_id, (id, state)::text FROM customer_message"
            " WHERE id = ANY(%s)",
            world.made["letters"],
        )
    )
    sheets = Counter(int(partner) for sheet in world.ledger.sheets for partner in sheet)
    found = [
        f"letter of {each} printed {n} times" for each, n in sheets.items() if n > 1
    ]
    for partner in sheets:
        if not rows[partner].endswith((",claimed)", ",sent)")):
            found.append(f"the printed letter of {partner} is {rows[partner]}")
    return sum(sheets.values()), found


def _paper_told(world):
    """A letter is sent if, and only if, the clerk confirmed it."""
    sent = set(
        world.column(
            "SELECT id FROM customer_message WHERE channel = 'letter'"
            " AND state = 'sent' AND id = ANY(%s)",
            world.made["letters"],
        )
    )
    lost = world.ledger.confirmed - sent
    return len(sent), [f"{each} was confirmed and is not sent" for each in lost]


SENT = (
    ("No SMS twice", _sms_once),
    ("No e-mail more than once again, then with its Message-ID", _mail_once_more),
    ("Nobody who said no got anything", _nobody_who_said_no),
    ("States of e-mails and SMS are what arrived", _states),
    ("Each text went to whom its row names", _told_whom),
    ("No letter on paper twice", _paper_once),
    ("Letters that were confirmed are sent", _paper_told),
)
