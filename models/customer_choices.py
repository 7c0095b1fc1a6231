# Part of Customer Care. See LICENSE file for full copyright and licensing details.


def choices_of(model, name):
    """Return a `selection` that is another field's, in the reader's language.

    Its `selection` alone would stay in the language of the source.
    """

    def choices(records):
        field = records.env[model]._fields[name]
        return field._description_selection(records.env)

    return choices
