"""The modal form against matrix exponentials, analytic answers and the first law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import expm

from cosim.physics.constructions import Layer, chain
from cosim.physics.network import GROUND, OUTDOORS, Network, Reduction, decompose


def random_network(seed: int, nodes: int = 9) -> Network:
    """A chain with random capacities, a third of them none, and random cross links."""
    draw = np.random.default_rng(seed)
    network = Network()
    for number in range(nodes):
        network.node(0.0 if number % 3 == 1 else float(draw.uniform(1e3, 1e6)))
    for one in range(nodes - 1):
        network.connect(one, one + 1, float(draw.uniform(0.5, 50)))
        network.connect(one, int(draw.integers(0, one + 1)) if one else 2, float(draw.uniform(0.5, 50)))
    network.connect_boundary(OUTDOORS, 0, 10.0)
    network.connect_boundary(GROUND, nodes - 1, 3.0)
    return network


@given(seed=st.integers(0, 10**6), seconds=st.floats(1, 1e6))
def test_modes_answer_as_the_matrix_exponential_does(seed, seconds):
    network = random_network(seed)
    modes = decompose(network, [{1: 1.0}, {2: 0.3, 4: 0.7}], range(9), Reduction())
    u = np.array([273.0, 283.0, 40.0, 900.0])
    decay = np.exp(modes.eigenvalue * seconds)
    z = (decay - 1) / modes.eigenvalue * (u @ modes.input)
    temperature = modes.output @ z + modes.feed @ u

    # the same by brute force: massless nodes get a capacity too small to matter
    capacity = np.maximum(network.capacity, 1e-4)
    drive = np.hstack([network.boundary_matrix(), np.zeros((9, 2))])
    drive[1, 2], drive[2, 3], drive[4, 3] = 1.0, 0.3, 0.7
    generator = np.zeros((13, 13))
    generator[:9, :9] = -network.conductance_matrix() / capacity[:, None]
    generator[:9, 9:] = drive / capacity[:, None]
    expected = expm(generator * seconds)[:9, 9:] @ u
    assert_allclose(temperature, expected, rtol=1e-5, atol=1e-3)


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), fastest=st.floats(0, 1e5))
def test_stored_heat_changes_by_what_flows_in_whatever_is_static(seed, fastest):
    network = random_network(seed)
    modes = decompose(network, [{0: 1.0}, {1: 1.0}], range(9), Reduction(fastest))
    u = np.array([260.0, 284.0, 1500.0, -200.0])
    z = np.random.default_rng(seed).normal(size=modes.eigenvalue.size) * 1e4
    rate = modes.eigenvalue * z + u @ modes.input
    flowing = modes.loss_output @ z + modes.loss_input @ u + u[2:].sum()
    assert modes.stored @ rate == pytest.approx(flowing, rel=1e-8, abs=1e-5)


@given(seed=st.integers(0, 10**6), fastest=st.floats(0, 1e6))
def test_static_modes_keep_the_steady_state(seed, fastest):
    network = random_network(seed)
    u = np.array([260.0, 284.0, 1500.0])
    steady = []
    for limit in (0.0, fastest):
        modes = decompose(network, [{0: 1.0}], range(9), Reduction(limit))
        steady.append(modes.output @ (-(u @ modes.input) / modes.eigenvalue) + modes.feed @ u)
    assert_allclose(steady[0], steady[1], rtol=1e-9)


def test_a_kept_node_keeps_its_fast_modes():
    network = Network()
    air, wall = network.node(1e3), network.node(1e7)
    network.connect(air, wall, 100.0)
    network.connect_boundary(OUTDOORS, wall, 20.0)
    assert decompose(network, [{air: 1.0}], [air], Reduction(60.0)).eigenvalue.size == 1
    kept = decompose(network, [{air: 1.0}], [air], Reduction(60.0, kept_nodes=(air,)))
    assert kept.eigenvalue.size == 2
    assert not kept.feed.any()


def test_a_part_that_leads_nowhere_is_refused():
    network = Network()
    network.node(1e3)
    with pytest.raises(ValueError, match="neither to outdoors nor to ground"):
        decompose(network, [{0: 1.0}], [0], Reduction())


@pytest.mark.parametrize("cell", [0.01, 0.03, 0.06])
def test_cells_keep_resistance_and_capacity(cell):
    layers = [
        Layer(0.6 / 1.3, 0.6 * 1800 * 1250, 0.6),
        Layer(2.0, 8e2, 0.09),
        Layer(0.17, 0.0, 0.0),
        Layer(0.1 / 1.1, 0.1 * 2.2e6, 0.1),
    ]
    capacity, resistance = chain(layers, cell)
    assert capacity.sum() == pytest.approx(sum(layer.capacity for layer in layers))
    assert resistance.sum() == pytest.approx(sum(layer.resistance for layer in layers))
    assert (resistance > 0).all()
    assert capacity.size == resistance.size + 1


def test_a_concrete_wall_delays_the_day_as_the_heat_equation_says():
    """Admittance of a semi-infinite solid: the surface of deep concrete under a daily sine of heat flux."""
    conductivity, volumetric = 1.7, 2240.0 * 840
    capacity, resistance = chain([Layer(3.0 / conductivity, 3.0 * volumetric, 3.0)], 0.02)
    network = Network()
    nodes = [network.node(value) for value in capacity]
    for one, other, value in zip(nodes[:-1], nodes[1:], resistance, strict=True):
        network.connect(one, other, 1.0 / value)
    network.connect_boundary(GROUND, nodes[0], 1e3)
    modes = decompose(network, [{nodes[-1]: 1.0}], [nodes[-1]], Reduction())
    omega = 2 * np.pi / 86400
    answer = np.sum(modes.output[0] * modes.input[2] / (1j * omega - modes.eigenvalue))
    exact = 1.0 / np.sqrt(1j * omega * conductivity * volumetric)
    assert abs(answer - exact) < 0.03 * abs(exact)
