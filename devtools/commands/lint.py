def check(environment):
    return 0
