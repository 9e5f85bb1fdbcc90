"""What does the QUT toolkit say of the same posts? Run by its own interpreter, which need not have
Aftershock.

Usage: PEER_PYTHON peer_qut.py POSTS.csv EDGES.csv NETWORK WINDOW PROCESSES -- NETWORK is co_retweet or
co_link. Prints the seconds of loading and of computing. Rows have the toolkit's columns; URLs are separated
by "|" and empty ones are left out (its own reader makes an empty cell one URL that all posts share).
"""

import csv
import os
import sqlite3
import sys
import tempfile
import time


def main() -> None:
    """Load, compute, write the edges."""
    from coordination_network_toolkit import compute_networks
    from coordination_network_toolkit.preprocess import preprocess_data

    posts, edges, network, window, processes = sys.argv[1:]
    database = os.path.join(tempfile.mkdtemp(), "peer.db")
    said, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115  (it prints its progress)
    with open(posts, encoding="utf-8", newline="") as file:
        rows = ((*row[:-1], [url for url in row[-1].split("|") if url]) for row in csv.reader(file))
        begin = time.perf_counter()
        preprocess_data(database, rows)
    loaded = time.perf_counter()
    if network == "co_retweet":
        compute_networks.compute_co_retweet_parallel(
            database, float(window), n_threads=int(processes), min_edge_weight=2
        )
    else:
        compute_networks.compute_co_link_network(
            database, float(window), n_threads=int(processes), min_edge_weight=2
        )
    done = time.perf_counter()
    sys.stdout = said
    print(loaded - begin, done - loaded)
    with open(edges, "w", encoding="utf-8", newline="") as file:
        found = sqlite3.connect(database).execute(f"select user_1, user_2, weight from {network}_network")
        csv.writer(file).writerows(found)


if __name__ == "__main__":
    main()
