def write(dataset, bench, folder):
    return "to come"
