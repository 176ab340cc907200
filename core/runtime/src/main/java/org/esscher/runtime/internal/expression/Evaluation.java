package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program over its data. Forwards it sweeps the blocks once a pass: BATCH values that
 * need other BATCH values take a further pass, nothing more. Backwards it sweeps in the opposite
 * order and recomputes each block, so memory is bounded by the block.
 *
 * <p>Used by one thread.
 */
public final class Evaluation {
  private final Program program;
  private final Elements elements;
  private final double[][] batch;

  /**
   * Runs all passes.
   *
   * @param program what to compute
   */
  public Evaluation(Program program) {
    this.program = program;
    this.elements = new Elements(program.bindings());
    this.batch = new double[program.nodes().size()][];
    computeBatch(0);
    for (int pass = 1; pass <= program.passes(); pass++) {
      accumulate(pass);
      computeBatch(pass);
    }
  }

  /**
   * A BATCH value.
   *
   * @param root compiled, at BATCH, of width 1
   * @return the value, which may be infinite or NaN
   */
  public double value(Expr root) {
    Node node = program.node(root);
    double[] value = known(node);
    if (value.length != 1) {
      throw EsscherException.plugin(
          "%s is a vector of %d components; reduce it to a number", root, value.length);
    }
    return value[0];
  }

  private double[] known(Node node) {
    return Objects.requireNonNull(batch[node.id()]);
  }

  // ---- forwards

  private void computeBatch(int pass) {
    for (Node node : program.nodes()) {
      if (node.batch() && node.pass() == pass && !node.accumulates()) {
        batch[node.id()] = batchValue(node);
      }
    }
  }

  private double[] batchValue(Node node) {
    if (node.leaf() != null) {
      return node.leaf().loadBatch();
    }
    if (node.broadcast()) {
      double[] out = new double[node.width()];
      Arrays.fill(out, batch[node.args()[0]][0]);
      return out;
    }
    Expr expr = node.expr();
    return switch (expr.op()) {
      case CONSTANT, COLUMN -> new double[] {expr.number(0)};
      case STATE -> new double[] {program.bindings().state().number(expr.name(), expr.number(0))};
      case WINDOW_MEAN -> new double[] {windowMean(expr)};
      default -> Elements.elementwise(node, operands(node, batch), 1);
    };
  }

  private double windowMean(Expr expr) {
    if (!program.bindings().state().has(expr.name())) {
      return expr.number(0);
    }
    double[] window = program.bindings().state().get(expr.name());
    return window.length == 0 ? expr.number(0) : Arrays.stream(window).sum() / window.length;
  }

  private void accumulate(int pass) {
    for (List<Node> accumulators : bySlot(pass, node -> true).values()) {
      Frame frame = frameOf(accumulators.get(0));
      List<Node> needed = program.elementsFor(accumulators);
      for (Node node : accumulators) {
        double[] start = new double[node.width()];
        Arrays.fill(start, Reduction.identity(node.expr().op()));
        batch[node.id()] = start;
      }
      for (Block block : frame.blocks()) {
        double[][] values = forward(needed, frame, block);
        for (Node node : accumulators) {
          double[] operand = values[node.args()[0]];
          double[] part = Elements.reduction(node, block, operand).forward(operand, 1);
          double[] total = batch[node.id()];
          for (int c = 0; c < total.length; c++) {
            total[c] = Reduction.join(node.expr().op(), total[c], part[c]);
          }
        }
      }
    }
  }

  /** The nodes' values in one block; those of BATCH nodes are shared. */
  private double[][] forward(List<Node> needed, Frame frame, Block block) {
    double[][] values = batch.clone();
    for (Node node : needed) {
      values[node.id()] = elements.forward(node, operands(node, values), frame, block);
    }
    return values;
  }

  private static double[][] operands(Node node, double[][] values) {
    double[][] operands = new double[node.args().length][];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = values[node.args()[i]];
    }
    return operands;
  }

  private Map<String, List<Node>> bySlot(int pass, Predicate<Node> wanted) {
    Map<String, List<Node>> accumulators = new LinkedHashMap<>();
    for (Node node : program.nodes()) {
      if (node.accumulates() && node.pass() == pass && wanted.test(node)) {
        accumulators.computeIfAbsent(slotOf(node), ignored -> new ArrayList<>()).add(node);
      }
    }
    return accumulators;
  }

  private static String slotOf(Node node) {
    String slot = node.accumulates() ? node.expr().args().get(0).slot() : node.slot();
    return Objects.requireNonNull(slot);
  }

  private Frame frameOf(Node node) {
    return program.bindings().frame(slotOf(node));
  }

  /**
   * Values finer than BATCH.
   *
   * @param root compiled, at TOKEN, ROW or GROUP
   * @return its values in the order of the stored rows
   */
  public Gathered gather(Expr root) {
    Node node = program.node(root);
    Frame frame = frameOf(node);
    Placement placement = new Placement(frame, node.level(), node.width());
    double[] values = new double[placement.size()];
    for (Block block : frame.blocks()) {
      placement.put(
          block, forward(program.elementsFor(List.of(node)), frame, block)[node.id()], values);
    }
    return new Gathered(node.level(), node.width(), placement.start(), values);
  }

  // ---- backwards

  /**
   * Cotangents of leaves.
   *
   * @param seeds cotangents of BATCH roots
   * @param elementSeeds cotangents of finer roots, as {@link #gather} orders them
   * @param wanted which leaves
   * @return cotangents of each wanted leaf, shaped like its stored column
   */
  public Map<Expr, double[]> cotangents(
      Map<Expr, Double> seeds, Map<Expr, double[]> elementSeeds, Predicate<Expr> wanted) {
    Backward backward = new Backward(reaching(wanted), true);
    seeds.forEach((root, seed) -> backward.seed(program.node(root), seed));
    elementSeeds.forEach((root, seed) -> backward.sweepElements(program.node(root), seed));
    backward.run();
    return backward.leaves;
  }

  /**
   * The influence of each row, or each group, on a BATCH value: the derivative with respect to its
   * weight, times the weight. Values with {@code stop} count in full.
   *
   * @param root compiled, at BATCH
   * @param grouped slots whose unit is the group
   * @return by slot, one number a row position or group
   */
  public Map<String, double[]> influence(Expr root, Predicate<String> grouped) {
    boolean[] all = new boolean[program.nodes().size()];
    Arrays.fill(all, true);
    Backward backward = new Backward(all, false);
    backward.seed(program.node(root), 1);
    backward.run();
    Map<String, double[]> influences = new HashMap<>();
    for (int pass = 1; pass <= program.passes(); pass++) {
      bySlot(pass, node -> backward.batchCotangent[node.id()] != null)
          .forEach(
              (slot, nodes) -> {
                Frame frame = program.bindings().frame(slot);
                boolean byGroup = grouped.test(slot);
                double[] influence =
                    influences.computeIfAbsent(
                        slot, ignored -> new double[byGroup ? frame.groups() : frame.rows()]);
                addInfluence(frame, nodes, backward.batchCotangent, byGroup, influence);
              });
    }
    return influences;
  }

  private void addInfluence(
      Frame frame,
      List<Node> accumulators,
      double[][] cotangent,
      boolean byGroup,
      double[] influence) {
    List<Node> needed = program.elementsFor(accumulators);
    for (Block block : frame.blocks()) {
      double[][] values = forward(needed, frame, block);
      for (Node node : accumulators) {
        Level from = node.expr().args().get(0).level();
        Level unit = byGroup || from == Level.GROUP ? Level.GROUP : Level.ROW;
        int first = unit == Level.GROUP ? block.firstGroup : block.firstPosition;
        int[] owner = from == unit ? null : block.parent(from, unit);
        double[] x = values[node.args()[0]];
        Reduction reduction = Elements.reduction(node, block, x);
        for (int i = 0; i < reduction.parent().length; i++) {
          for (int c = 0; c < node.width(); c++) {
            double share = cotangent[node.id()][c] * reduction.influence(x, batch[node.id()], i, c);
            influence[first + (owner == null ? i : owner[i])] += share;
          }
        }
      }
    }
  }

  private boolean[] reaching(Predicate<Expr> wanted) {
    boolean[] reaches = new boolean[program.nodes().size()];
    for (Node node : program.nodes()) {
      boolean any = node.leaf() != null && wanted.test(node.leaf().leaf());
      if (node.broadcast() || Elements.passesDerivative(node.expr().op())) {
        for (int arg : node.args()) {
          any |= reaches[arg];
        }
      }
      reaches[node.id()] = any;
    }
    return reaches;
  }

  /** One way back. */
  private final class Backward {
    private final boolean[] reaches;
    private final boolean stops;
    private final double[][] batchCotangent = new double[program.nodes().size()][];
    private final Map<Expr, double[]> leaves = new HashMap<>();

    Backward(boolean[] reaches, boolean stops) {
      this.reaches = reaches;
      this.stops = stops;
    }

    void seed(Node node, double seed) {
      if (reaches[node.id()]) {
        Arrays.setAll(into(batchCotangent, node, node.width()), c -> seed);
      }
    }

    private double[] into(double[][] cotangents, Node node, int size) {
      double[] made = cotangents[node.id()];
      if (made == null) {
        made = new double[size];
        cotangents[node.id()] = made;
      }
      return made;
    }

    void run() {
      for (int pass = program.passes(); pass >= 0; pass--) {
        batchBackward(pass);
        if (pass > 0) {
          bySlot(pass, node -> batchCotangent[node.id()] != null && reaches[node.id()])
              .values()
              .forEach(this::sweepAccumulators);
        }
      }
    }

    private void batchBackward(int pass) {
      for (int id = program.nodes().size() - 1; id >= 0; id--) {
        Node node = program.nodes().get(id);
        double[] cotangent = batchCotangent[id];
        if (!node.batch() || node.pass() != pass || node.accumulates() || cotangent == null) {
          continue;
        }
        if (node.leaf() != null) {
          leafBackward(node, cotangent);
        } else if (node.args().length > 0) {
          double[][] into = batchTargets(node, batchCotangent);
          if (node.broadcast()) {
            for (int c = 0; into[0] != null && c < cotangent.length; c++) {
              into[0][0] += cotangent[c];
            }
          } else {
            through(node, operands(node, batch), known(node), cotangent, into, null);
          }
        }
      }
    }

    private void leafBackward(Node node, double[] cotangent) {
      BoundLeaf leaf = Objects.requireNonNull(node.leaf());
      double[] stored = stored(leaf);
      for (int c = 0; c < cotangent.length; c++) {
        stored[c] += cotangent[c];
      }
    }

    private double[] stored(BoundLeaf leaf) {
      int size = leaf.column().start(leaf.column().rows()) * leaf.width();
      return leaves.computeIfAbsent(leaf.leaf(), ignored -> new double[size]);
    }

    private double[][] batchTargets(Node node, double[][] cotangents) {
      double[][] into = new double[node.args().length][];
      for (int i = 0; i < into.length; i++) {
        Node arg = program.nodes().get(node.args()[i]);
        into[i] = reaches[arg.id()] ? into(cotangents, arg, arg.width()) : null;
      }
      return into;
    }

    private void sweepAccumulators(List<Node> accumulators) {
      Map<Node, boolean[]> taken = new HashMap<>();
      accumulators.forEach(node -> taken.put(node, new boolean[node.width()]));
      sweep(
          frameOf(accumulators.get(0)),
          accumulators,
          (block, values, cotangents) -> {
            for (Node node : accumulators) {
              double[] x = values[node.args()[0]];
              Node arg = program.nodes().get(node.args()[0]);
              if (reaches[arg.id()]) {
                Elements.reduction(node, block, x)
                    .backward(
                        x,
                        known(node),
                        batchCotangent[node.id()],
                        into(cotangents, arg, x.length),
                        Objects.requireNonNull(taken.get(node)));
              }
            }
          });
    }

    void sweepElements(Node node, double[] seed) {
      if (!reaches[node.id()]) {
        return;
      }
      Frame frame = frameOf(node);
      Placement placement = new Placement(frame, node.level(), node.width());
      sweep(
          frame,
          List.of(node),
          (block, values, cotangents) -> cotangents[node.id()] = placement.take(block, seed));
    }

    private void sweep(Frame frame, List<Node> wanted, Seeding seeding) {
      List<Node> needed = program.elementsFor(wanted);
      for (Block block : frame.blocks()) {
        double[][] values = forward(needed, frame, block);
        double[][] cotangents = new double[program.nodes().size()][];
        seeding.seed(block, values, cotangents);
        for (int k = needed.size() - 1; k >= 0; k--) {
          Node node = needed.get(k);
          double[] cotangent = cotangents[node.id()];
          if (cotangent != null && reaches[node.id()]) {
            elementBackward(node, block, values, cotangent, cotangents);
          }
        }
        addBatchShares(needed, cotangents);
      }
    }

    private void elementBackward(
        Node node, Block block, double[][] values, double[] cotangent, double[][] cotangents) {
      if (node.leaf() != null) {
        node.leaf().scatter(block, cotangent, stored(node.leaf()));
        return;
      }
      if (node.args().length == 0) {
        // A weight, a state, a column's default: influences go through all nodes, and end here.
        return;
      }
      double[][] into = new double[node.args().length][];
      for (int i = 0; i < into.length; i++) {
        Node arg = program.nodes().get(node.args()[i]);
        into[i] = reaches[arg.id()] ? into(cotangents, arg, values[arg.id()].length) : null;
      }
      through(node, operands(node, values), values[node.id()], cotangent, into, block);
    }

    /**
     * Without stops, a stopped value passes its cotangent on like any other: its rows have
     * influence.
     */
    private void through(
        Node node,
        double[][] args,
        double[] out,
        double[] cotangent,
        double[][] into,
        @Nullable Block block) {
      if (!stops && !node.broadcast() && node.expr().op() == Op.STOP) {
        for (int i = 0; i < cotangent.length; i++) {
          into[0][args[0].length == out.length ? i : 0] += cotangent[i];
        }
      } else if (block == null) {
        Elements.elementwiseBackward(node, args, out, cotangent, into);
      } else {
        elements.backward(node, args, out, cotangent, into, block);
      }
    }

    private void addBatchShares(List<Node> needed, double[][] cotangents) {
      boolean[] added = new boolean[cotangents.length];
      for (Node node : needed) {
        for (int arg : node.args()) {
          if (program.nodes().get(arg).batch() && cotangents[arg] != null && !added[arg]) {
            added[arg] = true;
            double[] total = into(batchCotangent, program.nodes().get(arg), cotangents[arg].length);
            for (int c = 0; c < total.length; c++) {
              total[c] += cotangents[arg][c];
            }
          }
        }
      }
    }
  }

  /** Puts the first cotangents into a block. */
  @FunctionalInterface
  private interface Seeding {
    void seed(Block block, double[][] values, double[][] cotangents);
  }
}
