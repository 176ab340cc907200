package org.esscher.runtime.internal.expression;

import java.util.BitSet;
import java.util.List;

/**
 * Which way cotangents take through a program: from seeded nodes to those that lead to wanted ones.
 */
final class Flow {
  private final Program program;
  private final boolean[] reaches;
  private final boolean stops;
  private final int[] shares;

  private record Key(boolean stops, BitSet wanted) {}

  private Flow(Program program, boolean[] reaches, boolean stops) {
    this.program = program;
    this.reaches = reaches;
    this.stops = stops;
    this.shares = new int[reaches.length];
  }

  /**
   * The way to some nodes.
   *
   * @param program the program
   * @param stops whether STOP stops
   * @param wanted the nodes
   * @return the flow, from everywhere
   */
  static Flow to(Program program, boolean stops, List<Node> wanted) {
    Key key = new Key(stops, Program.ids(wanted));
    return program.once(key, () -> found(program, key));
  }

  private static Flow found(Program program, Key key) {
    boolean stops = key.stops();
    boolean[] reaches = new boolean[program.nodes().size()];
    for (Node node : program.nodes()) {
      boolean any = key.wanted().get(node.id());
      for (int i = 0; i < node.args().length; i++) {
        any |= node.carries(i, stops) && reaches[node.args()[i]];
      }
      reaches[node.id()] = any;
    }
    return new Flow(program, reaches, stops);
  }

  /**
   * The same, counting what each node receives.
   *
   * @param needed the nodes of a sweep, operands first
   * @param seeds how many shares each node receives from outside
   * @return a flow for the sweep
   */
  Flow within(List<Node> needed, int[] seeds) {
    Flow flow = new Flow(program, reaches, stops);
    System.arraycopy(seeds, 0, flow.shares, 0, seeds.length);
    for (int k = needed.size() - 1; k >= 0; k--) {
      Node node = needed.get(k);
      for (int i = 0; i < node.args().length; i++) {
        if (flow.shares[node.id()] > 0 && passes(node, i)) {
          flow.shares[node.args()[i]]++;
        }
      }
    }
    return flow;
  }

  boolean reaches(Node node) {
    return reaches[node.id()];
  }

  /** Whether an operand receives a share of a node's cotangent. */
  boolean passes(Node node, int operand) {
    return node.carries(operand, stops) && reaches[node.args()[operand]];
  }

  /** How many shares a node receives in a sweep. */
  int shares(Node node) {
    return shares[node.id()];
  }

  boolean stops() {
    return stops;
  }
}
