package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.Op;

/**
 * The way back through one block: cotangents of nodes, in arrays that are made once a thread.
 *
 * <p>An element whose cotangent is 0 passes nothing on, so that a branch not taken can't turn an
 * infinite derivative into NaN. That would slow every loop down, and is rarely needed; so a block
 * is first run without, and once more with it where a NaN came out.
 */
final class BlockPullback {
  private final Program program;
  private final Workspace workspace;
  private final Flow flow;
  private final List<Node> needed;
  private final double[][] own;
  private final double[][] cotangent;
  private final int[] received;
  private final double[] scratch;
  private final double[] inner;
  private boolean guarded;

  BlockPullback(Program program, Workspace workspace, Way way) {
    this.program = program;
    this.workspace = workspace;
    this.flow = way.flow();
    this.needed = way.needed();
    int nodes = program.nodes().size();
    this.own = new double[nodes][];
    this.cotangent = new double[nodes][];
    this.received = new int[nodes];
    this.scratch = new double[workspace.largest()];
    this.inner = new double[workspace.largest()];
  }

  /** Forgets the block before. */
  void begin(boolean withGuard) {
    guarded = withGuard;
    Arrays.fill(received, 0);
    Arrays.fill(cotangent, null);
  }

  /** Where the next share of a node's cotangent is to be written. */
  double[] share(Node node) {
    if (received[node.id()] > 0) {
      return scratch;
    }
    double[] made = own[node.id()];
    if (made == null) {
      made = new double[node.batch() ? node.width() : workspace.values(node).length];
      own[node.id()] = made;
    }
    return made;
  }

  /** Says that the share has been written. */
  void shared(Node node, int n) {
    double[] total = own[node.id()];
    if (received[node.id()]++ > 0) {
      Pointwise.add(total, scratch, total, n);
    }
    cotangent[node.id()] = total;
  }

  /** A node's cotangent in this block, or null when none reached it. */
  double[] of(Node node) {
    return cotangent[node.id()];
  }

  /** Takes the cotangents from the seeded nodes down to the leaves and the BATCH values. */
  void run() {
    for (int k = needed.size() - 1; k >= 0; k--) {
      Node node = needed.get(k);
      double[] g = cotangent[node.id()];
      for (int i = 0; g != null && i < node.args().length; i++) {
        Node arg = program.node(node.args()[i]);
        if (flow.passes(node, i)) {
          pass(node, i, arg, g);
        }
      }
    }
  }

  private void pass(Node node, int operand, Node arg, double[] g) {
    Layout layout = workspace.layout();
    if (node.broadcast()) {
      collect(node, arg, g);
      return;
    }
    int n = layout.count(node.place()) * node.width();
    boolean alone = flow.shares(arg) == 1 && !arg.batch();
    if (alone && (Pointwise.passes(node.expr().op(), operand) || node.expr().op() == Op.STOP)) {
      cotangent[arg.id()] = g;
      received[arg.id()]++;
      return;
    }
    double[] into = arg.batch() ? scratch : share(arg);
    workspace
        .elements()
        .backward(
            node,
            operand,
            workspace.operands(node),
            workspace.operandWidth(node),
            workspace.values(node),
            g,
            into,
            inner,
            layout);
    if (guarded && Pointwise.handles(node.expr().op())) {
      Pointwise.nothingFromNothing(g, into, n);
    }
    if (arg.batch()) {
      add(arg, 0, Reduction.sum(into, 0, n));
    } else {
      shared(arg, layout.count(arg.place()) * arg.width());
    }
  }

  private void add(Node batch, int component, double value) {
    double[] total = own[batch.id()];
    if (total == null) {
      total = new double[batch.width()];
      own[batch.id()] = total;
    }
    if (received[batch.id()]++ == 0) {
      Arrays.fill(total, 0);
      cotangent[batch.id()] = total;
    }
    total[component] += value;
  }

  /** The way back through a broadcast. */
  private void collect(Node node, Node arg, double[] g) {
    Layout layout = workspace.layout();
    int count = layout.count(node.place());
    if (arg.batch()) {
      for (int c = 0; c < node.width(); c++) {
        add(arg, arg.width() == 1 ? 0 : c, Spread.total(g, count, node.width(), c));
      }
      return;
    }
    Spread.collect(node, arg, g, share(arg), inner, layout);
    shared(arg, layout.count(arg.place()) * arg.width());
  }
}
