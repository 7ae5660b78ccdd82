"""A linear network of heat capacities and conductances, carried by its modes.

Nodes without capacity are eliminated; what is left is similar to a symmetric matrix, whose eigenvectors turn the
coupled equations into independent ones, each exact for any length of step.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from cosim.arrays import Array

OUTDOORS, GROUND = 0, 1  # the first two inputs are temperatures, all others heat


class Network:
    """Nodes, the conductances between them, and those to outdoors and ground."""

    def __init__(self) -> None:
        self.capacity: list[float] = []
        self._links: list[tuple[int, int, float]] = []
        self._boundaries: list[tuple[int, int, float]] = []

    def node(self, capacity: float = 0.0) -> int:
        """Add a node that stores `capacity`, J/K, and return its number."""
        self.capacity.append(capacity)
        return len(self.capacity) - 1

    def connect(self, one: int, other: int, conductance: float) -> None:
        """Let heat flow between two nodes, W/K."""
        self._links.append((one, other, conductance))

    def connect_boundary(self, boundary: int, node: int, conductance: float) -> None:
        """Let heat flow between a node and `OUTDOORS` or `GROUND`, W/K."""
        self._boundaries.append((boundary, node, conductance))

    def conductance_matrix(self) -> Array:
        """Heat leaving each node per kelvin of each node, W/K, boundaries included."""
        matrix = np.zeros((len(self.capacity),) * 2)
        for one, other, conductance in self._links:
            matrix[one, one] += conductance
            matrix[other, other] += conductance
            matrix[one, other] -= conductance
            matrix[other, one] -= conductance
        for _, node, conductance in self._boundaries:
            matrix[node, node] += conductance
        return matrix

    def boundary_matrix(self) -> Array:
        """Conductance of each node to outdoors and to ground, W/K, shape (nodes, 2)."""
        matrix = np.zeros((len(self.capacity), 2))
        for boundary, node, conductance in self._boundaries:
            matrix[node, boundary] += conductance
        return matrix


@dataclass(frozen=True)
class Modes:
    """The network as independent modes: ``dz/dt = eigenvalue * z + u @ input``, temperatures ``output @ z + feed @ u``.

    Attributes
    ----------
    eigenvalue : array, shape (n,)
        1/s, strictly negative, slowest mode first.
    input : array, shape (m, n)
        What a unit of each input (outdoor K, ground K, then the heat inputs in W) drives into each mode.
    output, feed : array, shape (observed nodes, n) and (observed nodes, m)
        Temperatures of the observed nodes; `feed` is the instant answer of massless nodes and of modes left out.
    stored : array, shape (n,)
        Heat stored above 0 K, J. What left-out modes store is not counted, nor is it exchanged: the balance is exact.
    loss_output, loss_input : array, shape (n,) and (m,)
        Heat that flows from outdoors and ground into the network, W.
    """

    eigenvalue: Array
    input: Array
    output: Array
    feed: Array
    stored: Array
    loss_output: Array
    loss_input: Array


@dataclass(frozen=True)
class Reduction:
    """Which modes are made static."""

    fastest: float = 0.0
    """Modes with a shorter time constant, s, answer at once ..."""
    kept_nodes: tuple[int, ...] = field(default=())
    """... except those that carry a share of these nodes' heat."""
    kept_share: float = 0.02


def decompose(
    network: Network, heat_inputs: Iterable[dict[int, float]], observed: Iterable[int], reduction: Reduction
) -> Modes:
    """Find the modes of a network.

    Parameters
    ----------
    network : Network
        Every part of it connected to outdoors or ground, however remotely.
    heat_inputs : iterable of dict
        For each heat input the share of it that each node receives; a massless node hands its heat on.
    observed : iterable of int
        Nodes whose temperatures are wanted.
    reduction : Reduction
        Modes to make static.

    Returns
    -------
    Modes
        Exact for the network unless modes were made static; those keep their steady gain.

    References
    ----------
    Elimination of massless nodes is the Schur complement. Making fast modes static is modal truncation with static
    correction: L. Meirovitch, "Computational Methods in Structural Dynamics", 1980, chapter 8.
    """
    capacity = np.array(network.capacity)
    conductance, boundary = network.conductance_matrix(), network.boundary_matrix()
    heat = list(heat_inputs)
    drive = np.zeros((len(capacity), 2 + len(heat)))
    drive[:, :2] = boundary
    for column, shares in enumerate(heat, start=2):
        for node, share in shares.items():
            drive[node, column] += share

    massive, massless = np.flatnonzero(capacity > 0), np.flatnonzero(capacity <= 0)
    coupling = conductance[np.ix_(massless, massive)]
    # temperatures of all nodes from those of the massive ones and the inputs
    spread, feed = np.zeros((len(capacity), len(massive))), np.zeros_like(drive)
    spread[massive, np.arange(len(massive))] = 1.0
    if massless.size:
        inner = conductance[np.ix_(massless, massless)]
        spread[massless] = -np.linalg.solve(inner, coupling)
        feed[massless] = np.linalg.solve(inner, drive[massless])
    matrix = spread.T @ conductance @ spread
    drive = spread.T @ drive

    root = np.sqrt(capacity[massive])
    negative, vectors = np.linalg.eigh(matrix / np.outer(root, root))
    if negative[0] <= 0:
        raise ValueError("a part of the network is connected neither to outdoors nor to ground")
    shape = vectors / root[:, None]  # temperatures of the massive nodes per unit of each mode
    eigenvalue, modal_input = -negative, drive.T @ shape
    output = spread @ shape

    slow = 1.0 / negative > reduction.fastest
    rows = np.searchsorted(massive, np.array(reduction.kept_nodes, dtype=np.int64))
    kept = slow | (vectors[rows] ** 2 > reduction.kept_share).any(axis=0)
    feed = feed + (output[:, ~kept] / negative[~kept]) @ modal_input[:, ~kept].T

    nodes = np.array(list(observed), dtype=np.int64)
    to_boundaries = boundary.sum(axis=1)
    loss_input = -to_boundaries @ feed
    loss_input[:2] += boundary.sum(axis=0)
    return Modes(
        eigenvalue=np.ascontiguousarray(eigenvalue[kept]),
        input=np.ascontiguousarray(modal_input[:, kept]),
        output=np.ascontiguousarray(output[nodes][:, kept]),
        feed=np.ascontiguousarray(feed[nodes]),
        stored=np.ascontiguousarray((capacity[massive] @ shape)[kept]),
        loss_output=np.ascontiguousarray(-(to_boundaries @ output)[kept]),
        loss_input=loss_input,
    )
