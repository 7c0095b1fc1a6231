# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from functools import wraps

from odoo import api, models

MARK = "_customer_care_origin"


class CustomerSoft(models.AbstractModel):
    """Methods of models that may be absent, extended when they are there.

    A class that inherits from `pos.order` would make point_of_sale a dependency. So its
    methods are wrapped when the registry is ready, as Odoo's automation rules do.
    """

    _name = "customer.soft"
    _description = "Extensions of models that may be absent"

    @api.model
    def _soft_methods(self):
        """Return [(model, method, wrapper)]; parts add theirs.

        ``wrapper(origin, records, *args, **kwargs)`` is called instead of the method;
        ``origin(records, *args, **kwargs)`` is what was there.
        """
        return []

    def _register_hook(self):
        super()._register_hook()
        for model, name, wrapper in self._soft_methods():
            cls = self.env.registry.get(model)
            if cls is not None and hasattr(cls, name):
                setattr(cls, name, _wrapped(getattr(cls, name), wrapper))

    def _unregister_hook(self):
        result = super()._unregister_hook()
        for model, name, _wrapper in self._soft_methods():
            cls = self.env.registry.get(model)
            if cls is not None and hasattr(cls.__dict__.get(name), MARK):
                delattr(cls, name)
        return result


def _wrapped(origin, wrapper):
    @wraps(origin)
    def method(self, *args, **kwargs):
        return wrapper(origin, self, *args, **kwargs)

    setattr(method, MARK, origin)
    return method
