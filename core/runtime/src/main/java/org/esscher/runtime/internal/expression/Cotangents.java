package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Expr;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of seeded values with respect to BATCH values and leaves, as far as they are known.
 */
final class Cotangents {
  private final BoundProgram bound;
  private final Program program;
  private final Flow flow;
  private final Elements elements;
  private final double[][] values;
  private final double[][] placesOfExtremes;
  private final double[][] ofBatch;
  private final Columns columns;

  /** In the order in which they are reached: expressions have no other that lasts. */
  private final Map<Expr, LeafCotangent> leaves = new LinkedHashMap<>();

  /**
   * Nothing but zeros.
   *
   * @param bound the program
   * @param flow which way they take
   * @param elements computes shares
   * @param values the BATCH values, by node; known when they are needed
   * @param placesOfExtremes places of the blocks that hold maxima and minima first, by node
   * @param columns makes the columns of the leaves' cotangents
   */
  Cotangents(
      BoundProgram bound,
      Flow flow,
      Elements elements,
      double[][] values,
      double[][] placesOfExtremes,
      Columns columns) {
    this.bound = bound;
    this.program = bound.program();
    this.flow = flow;
    this.elements = elements;
    this.values = values;
    this.placesOfExtremes = placesOfExtremes;
    this.columns = columns;
    this.ofBatch = new double[values.length][];
  }

  Flow flow() {
    return flow;
  }

  /** Cotangents by leaf, shaped like the stored columns. */
  Map<Expr, LeafCotangent> leaves() {
    return leaves;
  }

  /** The value of a BATCH node. */
  double[] value(Node node) {
    return values[node.id()];
  }

  /** The cotangent of a BATCH node, or null when none reached it. */
  double @Nullable [] ofBatch(Node node) {
    return ofBatch[node.id()];
  }

  double[][] ofBatch() {
    return ofBatch;
  }

  /** Which components' extremes are in a block; null for other reductions. */
  boolean @Nullable [] extremesIn(Node node, Block block) {
    if (node.expr().op() != Op.MAXIMUM && node.expr().op() != Op.MINIMUM) {
      return null;
    }
    boolean[] here = new boolean[node.width()];
    for (int c = 0; c < here.length; c++) {
      here[c] = placesOfExtremes[node.id()][c] == block.place();
    }
    return here;
  }

  /** Sets the derivative of a seeded BATCH value. */
  void seed(Node node, double seed) {
    if (flow.reaches(node)) {
      Arrays.fill(addressOf(node), seed);
    }
  }

  /** The array of a BATCH node's cotangent, to be added to. */
  double[] addressOf(Node node) {
    double[] made = ofBatch[node.id()];
    if (made == null) {
      made = new double[node.width()];
      ofBatch[node.id()] = made;
    }
    return made;
  }

  /** A leaf's cotangents, for a run through the data that gives all of them or some. */
  LeafCotangent leaf(Leaf leaf, boolean complete) {
    Column shape = bound.leaves().of(leaf).column();
    LeafCotangent cotangent =
        leaves.computeIfAbsent(
            leaf.expr(),
            ignored ->
                new LeafCotangent(
                    columns.writer(shape), (long) shape.start(shape.rows()) * shape.width()));
    cotangent.begin(complete);
    return cotangent;
  }

  /** Takes cotangents back through the BATCH nodes of a pass. */
  void throughBatch(int pass) {
    List<Node> nodes = program.nodes();
    for (int id = nodes.size() - 1; id >= 0; id--) {
      Node node = nodes.get(id);
      double[] g = ofBatch[id];
      if (node.batch() && node.pass() == pass && !node.accumulates() && g != null) {
        if (node.leaf() != null) {
          LeafCotangent stored = leaf(node.leaf(), false);
          stored.take(0, g, 0, g.length);
          stored.suspect();
        } else {
          through(node, g);
        }
      }
    }
  }

  private void through(Node node, double[] g) {
    double[][] args = program.batchOperands(node, values);
    int argWidth = node.args().length == 0 ? 1 : program.node(node.args()[0]).width();
    double[] into = new double[Math.max(node.width(), argWidth)];
    for (int i = 0; i < node.args().length; i++) {
      if (flow.passes(node, i)) {
        Node arg = program.node(node.args()[i]);
        int n = node.width();
        if (node.broadcast()) {
          System.arraycopy(g, 0, into, 0, n);
        } else {
          elements.elementwiseBackward(node, i, args, argWidth, values[node.id()], g, into, 1);
          if (Pointwise.handles(node.expr().op())) {
            Pointwise.nothingFromNothing(g, into, n);
          } else {
            n = arg.width();
          }
        }
        double[] total = addressOf(arg);
        for (int c = 0; c < n; c++) {
          total[c % total.length] += into[c];
        }
      }
    }
  }

  /**
   * Whether cotangents can be taken back to the elements of a pass in the very sweep that computes
   * the pass: whether they depend on no value that is known only afterwards. So it is for losses
   * that are linear in sums, such as means: their derivatives wait for counts at most.
   */
  boolean knownBefore(int pass) {
    for (Node node : program.nodes()) {
      if (node.batch() && flow.reaches(node)) {
        if (node.pass() > pass || (node.pass() == pass && !linear(node, pass))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean linear(Node node, int pass) {
    if (node.accumulates()) {
      return node.expr().op() == Op.SUM;
    }
    boolean known = true;
    for (int i = 0; i < node.args().length; i++) {
      if (flow.passes(node, i) && !node.broadcast()) {
        known &=
            switch (node.expr().op()) {
              case ADD, SUBTRACT, NEGATE, STOP, VECTOR, COMPONENT, SUM_COMPONENTS -> true;
              case MULTIPLY -> before(node, 1 - i, pass);
              case DIVIDE -> i == 0 && before(node, 1, pass);
              case SELECT -> before(node, 0, pass);
              default -> false;
            };
      }
    }
    return known;
  }

  private boolean before(Node node, int operand, int pass) {
    return program.node(node.args()[operand]).pass() < pass;
  }

  /** The cotangents of a slot's reductions that have some. */
  boolean starts(Node accumulator) {
    return ofBatch[accumulator.id()] != null
        && flow.reaches(program.node(Objects.requireNonNull(accumulator).args()[0]));
  }
}
