package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * One run of a program over its data. Forwards it sweeps the blocks once a pass: BATCH values that
 * need other BATCH values take a further pass, nothing more. Cotangents that are asked for
 * beforehand are computed in the same sweep where they depend on no value of the pass; others sweep
 * again and recompute each block, so memory is bounded by the block.
 *
 * <p>Used by one thread, which may have others help it.
 */
public final class Evaluation {
  /**
   * What results depend on beside the data: the number of threads is not among it, and neither are
   * kernels.
   */
  public static final String DESCRIPTION =
      "float64, blocks of " + Frame.BLOCK_ROWS + " rows or " + Frame.BLOCK_TOKENS + " tokens";

  private final BoundProgram bound;
  private final Program program;
  private final Workers workers;
  private final Columns columns;
  private final RowValues rowValues;
  private final Elements elements;
  private final double[][] batch;
  private final double[][] placesOfExtremes;
  private final Map<Differential, Cotangents> differentials = new HashMap<>();

  /**
   * Cotangents of some leaves.
   *
   * @param seeds derivatives of what is differentiated with respect to BATCH roots
   * @param wanted the leaves
   */
  public record Differential(Map<Expr, Double> seeds, Predicate<Expr> wanted) {}

  /**
   * Runs all passes.
   *
   * @param bound what to compute, of what
   * @param workers who computes
   * @param columns makes the columns of cotangents
   */
  public Evaluation(BoundProgram bound, Workers workers, Columns columns) {
    this(bound, workers, columns, List.of());
  }

  /**
   * Runs all passes.
   *
   * @param bound what to compute, of what
   * @param workers who computes
   * @param columns makes the columns of cotangents
   * @param expected what {@link #cotangents(Differential)} will be asked for
   */
  public Evaluation(
      BoundProgram bound, Workers workers, Columns columns, List<Differential> expected) {
    this.bound = bound;
    this.program = bound.program();
    this.workers = workers;
    this.columns = columns;
    this.rowValues = new RowValues(bound);
    this.elements = new Elements(bound.leaves(), rowValues);
    this.batch = new double[program.nodes().size()][];
    this.placesOfExtremes = new double[batch.length][];
    workers.expect(bound.leaves().largest());
    computeBatch(0);
    List<Differential> waiting = new ArrayList<>(expected);
    for (int pass = 1; pass <= program.passes(); pass++) {
      List<Cotangents> starting = start(waiting, pass);
      accumulate(pass, starting);
      computeBatch(pass);
      int below = pass - 1;
      starting.forEach(cotangents -> descend(cotangents, below));
    }
  }

  /**
   * A BATCH value.
   *
   * @param root compiled, at BATCH, of width 1
   * @return the value, which may be infinite or NaN
   */
  public double value(Expr root) {
    double[] value = batch[program.node(root).id()];
    if (value.length != 1) {
      throw EsscherException.plugin(
          "%s is a vector of %d components; reduce it to a number", root, value.length);
    }
    return value[0];
  }

  // ---- forwards

  private void computeBatch(int pass) {
    for (Node node : program.nodes()) {
      if (node.batch() && node.pass() == pass && (pass == 0 || !node.accumulates())) {
        batch[node.id()] = node.accumulates() ? count(node) : batchValue(node);
      }
    }
  }

  /** A sum of weights needs no column, so it is known before anything else. */
  private double[] count(Node node) {
    Frame frame = bound.frame(node);
    Layout layout = new Layout(frame);
    double[] part = new double[node.width()];
    List<Block> blocks = countedBlocks(frame, node.operandPlace());
    BlockParts parts =
        new BlockParts(blocks, Joins.sums("weights of slot " + frame.slot(), part.length));
    for (Block block : blocks) {
      layout.enter(block);
      node.reduction(layout).forward(part, part, part, elements.functions());
      parts.put(block, 0, part);
    }
    return parts.total(bound.exchange());
  }

  /** Whole numbers add up to the same in any order, but pairs are bounded block by block. */
  private List<Block> countedBlocks(Frame frame, Place place) {
    if (frame.weighted() || place.level() == Level.PAIR) {
      return bound.blocks(frame);
    }
    return bound.exchange() == Exchange.ALONE ? List.of(frame.whole()) : frame.wholeShards();
  }

  private double[] batchValue(Node node) {
    if (node.leaf() != null) {
      return elements.bound(node.leaf()).loadBatch();
    }
    double[] out = new double[node.width()];
    Expr expr = node.expr();
    if (node.broadcast()) {
      Arrays.fill(out, batch[node.args()[0]][0]);
      return out;
    }
    switch (expr.op()) {
      case CONSTANT, COLUMN -> out[0] = expr.number(0);
      case STATE -> out[0] = bound.state().number(expr.name(), expr.number(0));
      case WINDOW_MEAN -> out[0] = windowMean(expr);
      default -> {
        int argWidth = program.node(node.args()[0]).width();
        elements.elementwise(node, program.batchOperands(node, batch), argWidth, 1, out);
      }
    }
    return out;
  }

  private double windowMean(Expr expr) {
    if (!bound.state().has(expr.name())) {
      return expr.number(0);
    }
    double[] window = bound.state().get(expr.name());
    return window.length == 0 ? expr.number(0) : Arrays.stream(window).sum() / window.length;
  }

  private void accumulate(int pass, List<Cotangents> starting) {
    bySlot(pass, node -> true)
        .values()
        .forEach(
            accumulators -> {
              Frame frame = bound.frame(accumulators.get(0));
              List<SweepTask> tasks = new ArrayList<>();
              tasks.add(
                  new Accumulation(
                      accumulators,
                      frame,
                      bound.blocks(frame),
                      batch,
                      placesOfExtremes,
                      bound.exchange()));
              for (Cotangents cotangents : starting) {
                addPullback(accumulators, frame, cotangents, tasks);
              }
              sweep(frame, tasks);
            });
  }

  private void addPullback(
      List<Node> accumulators, Frame frame, Cotangents cotangents, List<SweepTask> tasks) {
    List<Node> from = accumulators.stream().filter(cotangents::starts).toList();
    if (!from.isEmpty()) {
      tasks.add(new Pullback(bound, frame, cotangents, from, null));
    }
  }

  private void sweep(Frame frame, List<SweepTask> tasks) {
    new Sweep(bound, frame, tasks).run(batch, rowValues, workers);
  }

  private Map<String, List<Node>> bySlot(int pass, Predicate<Node> wanted) {
    Map<String, List<Node>> accumulators = new LinkedHashMap<>();
    for (Node node : program.nodes()) {
      if (node.accumulates() && node.pass() == pass && wanted.test(node)) {
        accumulators.computeIfAbsent(Program.slot(node), ignored -> new ArrayList<>()).add(node);
      }
    }
    return accumulators;
  }

  /**
   * Values finer than BATCH.
   *
   * @param root compiled, at TOKEN, ROW or GROUP
   * @return its values in the order of the stored rows
   */
  public Gathered gather(Expr root) {
    Node node = program.node(root);
    Frame frame = bound.frame(node);
    Placement placement = new Placement(frame, node.place(), node.width());
    double[] values = new double[placement.size()];
    sweep(frame, List.of(new Gathering(node, placement, values)));
    return new Gathered(node.place().level(), node.width(), placement.start(), values);
  }

  // ---- backwards

  /** Begins the way back of those that can be taken in the sweep of a pass. */
  private List<Cotangents> start(List<Differential> waiting, int pass) {
    List<Cotangents> starting = new ArrayList<>();
    for (Differential differential : List.copyOf(waiting)) {
      Cotangents cotangents = seeded(differential);
      if (cotangents.knownBefore(pass)) {
        cotangents.throughBatch(pass);
        starting.add(cotangents);
        waiting.remove(differential);
        differentials.put(differential, cotangents);
      }
    }
    return starting;
  }

  private Cotangents seeded(Differential differential) {
    Cotangents cotangents = cotangents(differential.wanted());
    differential.seeds().forEach((root, seed) -> cotangents.seed(program.node(root), seed));
    return cotangents;
  }

  private Cotangents cotangents(Predicate<Expr> wanted) {
    return cotangents(flow(true, node -> node.leaf() != null && wanted.test(node.leaf().expr())));
  }

  private Flow flow(boolean stops, Predicate<Node> wanted) {
    return Flow.to(program, stops, program.nodes().stream().filter(wanted).toList());
  }

  private Cotangents cotangents(Flow flow) {
    return new Cotangents(bound, flow, elements, batch, placesOfExtremes, columns);
  }

  /** Takes cotangents all the way back from a pass on. */
  private void descend(Cotangents cotangents, int from) {
    for (int pass = from; pass >= 0; pass--) {
      cotangents.throughBatch(pass);
      if (pass > 0) {
        bySlot(pass, cotangents::starts)
            .values()
            .forEach(
                accumulators -> {
                  Frame frame = bound.frame(accumulators.get(0));
                  sweep(frame, List.of(new Pullback(bound, frame, cotangents, accumulators, null)));
                });
      }
    }
  }

  /**
   * Cotangents of leaves.
   *
   * @param differential of which, with respect to what
   * @return cotangents of each leaf that they reach, shaped like its stored column
   */
  public Map<Expr, LeafCotangent> cotangents(Differential differential) {
    Cotangents known = differentials.get(differential);
    if (known == null) {
      known = seeded(differential);
      descend(known, program.passes());
    }
    return known.leaves();
  }

  /**
   * Cotangents of leaves, given those of an expression finer than BATCH.
   *
   * @param root the expression
   * @param seed its cotangents, as {@link #gather} orders them
   * @param wanted which leaves
   * @return cotangents of each leaf that they reach, shaped like its stored column
   */
  public Map<Expr, LeafCotangent> cotangents(Expr root, double[] seed, Predicate<Expr> wanted) {
    Cotangents cotangents = cotangents(wanted);
    Node node = program.node(root);
    if (cotangents.flow().reaches(node)) {
      Frame frame = bound.frame(node);
      Placement placement = new Placement(frame, node.place(), node.width());
      Pullback.ElementSeed seeded = new Pullback.ElementSeed(placement, seed);
      sweep(frame, List.of(new Pullback(bound, frame, cotangents, List.of(node), seeded)));
    }
    descend(cotangents, program.passes());
    return cotangents.leaves();
  }

  /**
   * How the influences of rows, or groups, on a BATCH value spread. An influence is the derivative
   * with respect to the unit's weight, times the weight; values with {@code stop} count in full.
   *
   * @param root compiled, at BATCH
   * @param grouped slots whose unit is the group
   * @return by slot, sorted: of each of this partition's shards
   */
  public Map<String, List<Moments>> influence(Expr root, Predicate<String> grouped) {
    Cotangents cotangents = cotangents(flow(false, Node::accumulates));
    cotangents.seed(program.node(root), 1);
    descend(cotangents, program.passes());
    // In order: each partition exchanges them slot by slot.
    Map<String, double[]> influences = new TreeMap<>();
    for (int pass = 0; pass <= program.passes(); pass++) {
      bySlot(pass, node -> cotangents.ofBatch(node) != null)
          .forEach(
              (slot, nodes) -> {
                Frame frame = bound.frame(slot);
                boolean byGroup = grouped.test(slot);
                double[] influence =
                    influences.computeIfAbsent(
                        slot, ignored -> new double[byGroup ? frame.groups() : frame.rows()]);
                sweep(
                    frame,
                    List.of(new Influence(nodes, batch, cotangents.ofBatch(), byGroup, influence)));
              });
    }
    Map<String, List<Moments>> moments = new TreeMap<>();
    influences.forEach(
        (slot, influence) ->
            moments.put(
                slot, Moments.of(influence, bound.frame(slot).shardUnits(grouped.test(slot)))));
    return moments;
  }
}
