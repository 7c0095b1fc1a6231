"""scratch"""
from . import outputs_data
def run(bench):
    shop = outputs_data.prepare(bench)
    env = bench.env
    refused = bench.figure("gate", lambda: env["res.partner"].browse(range(shop.first, shop.first+shop.count))._contact_refusals("email", shop.purpose))
    print(len(refused.value), next(iter(refused.value.items()), None))
