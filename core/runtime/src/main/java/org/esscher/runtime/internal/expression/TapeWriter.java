package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.esscher.api.Expr;
import org.esscher.api.Op;
import org.esscher.runtime.internal.expression.Instruction.Operation;
import org.jspecify.annotations.Nullable;

/** Writes down what a sweep does with a block: forwards, its reductions, and all ways back. */
final class TapeWriter {
  private final Program program;
  private final boolean weighted;
  private final List<Tape.Value> values = new ArrayList<>();
  private final List<Object> written = new ArrayList<>();
  private final Map<Integer, Integer> ofNode = new HashMap<>();
  private final Map<Double, Integer> constants = new HashMap<>();

  /** By what NEGATE made: of what. */
  private final Map<Integer, Integer> opposites = new HashMap<>();

  /** e^−|x| and log(1 + e^−|x|) by x, which several functions of x and of −x need. */
  private final Map<Integer, Integer> exponentials = new HashMap<>();

  private final Map<Integer, Integer> logarithms = new HashMap<>();

  /**
   * A writer.
   *
   * @param program whose nodes are computed
   * @param weighted whether the slot's rows are
   */
  TapeWriter(Program program, boolean weighted) {
    this.program = program;
    this.weighted = weighted;
  }

  boolean weighted() {
    return weighted;
  }

  Tape finish() {
    return new Tape(List.copyOf(values), written);
  }

  // ---- values

  private int value(Tape.Shape shape) {
    values.add(new Tape.Value(shape, null, false));
    return values.size() - 1;
  }

  /** One number, the same for all elements. */
  int scalar(ToDoubleFunction<TapeRun> number) {
    values.add(new Tape.Value(new Tape.Shape(Place.BATCH, 1), number, false));
    return values.size() - 1;
  }

  int constant(double number) {
    return constants.computeIfAbsent(number, ignored -> scalar(run -> number));
  }

  static Tape.Shape shape(Node node) {
    return new Tape.Shape(node.place(), node.width());
  }

  /** The value of a node that is computed, or of a BATCH number. */
  int of(int id) {
    Integer known = ofNode.get(id);
    if (known == null) {
      known = scalar(run -> run.batch(id)[0]);
      ofNode.put(id, known);
    }
    return known;
  }

  int emit(Tape.Shape shape, Operation operation, Integer... in) {
    int out = value(shape);
    written.add(new Instruction(operation, List.of(in), out));
    if (operation == Operation.NEGATE) {
      opposites.put(out, opposites.getOrDefault(in[0], in[0]));
    }
    return out;
  }

  /** e^−|x|. */
  private int exponential(Tape.Shape shape, int x) {
    int of = opposites.getOrDefault(x, x);
    Integer known = exponentials.get(of);
    if (known == null) {
      int magnitude = emit(shape, Operation.ABS, of);
      known = emit(shape, Operation.EXP, emit(shape, Operation.NEGATE, magnitude));
      exponentials.put(of, known);
    }
    return known;
  }

  /** max(x, 0) + log(1 + e^−|x|). */
  private int softplus(Tape.Shape shape, int x) {
    int of = opposites.getOrDefault(x, x);
    Integer logarithm = logarithms.get(of);
    if (logarithm == null) {
      logarithm = emit(shape, Operation.LOG1P, exponential(shape, x));
      logarithms.put(of, logarithm);
    }
    return emit(shape, Operation.ADD, emit(shape, Operation.MAX, x, constant(0)), logarithm);
  }

  private int sigmoid(Tape.Shape shape, int x) {
    return emit(shape, Operation.SIGMOID_FROM_EXP, x, exponential(shape, x));
  }

  /** A step with a result. */
  int step(Tape.Shape shape, List<Integer> reads, ToArray action) {
    int out = value(shape);
    written.add(
        new Tape.Step(
            run -> {
              action.fill(run, run.array(out));
              return true;
            },
            reads,
            out));
    return out;
  }

  /** A step that looks at values once all are there. */
  void collect(List<Integer> reads, Tape.Action action) {
    written.add(new Tape.Step(action, reads, Tape.COLLECTS));
  }

  /** A step that hands values out. */
  void handOut(List<Integer> reads, Consumer<TapeRun> action) {
    written.add(
        new Tape.Step(
            run -> {
              action.accept(run);
              return true;
            },
            reads,
            Tape.HANDS_OUT));
  }

  /** Fills a result. */
  @FunctionalInterface
  interface ToArray {
    /** Fills an array. */
    void fill(TapeRun run, double[] out);
  }

  // ---- forwards

  void forward(List<Node> needed) {
    for (Node node : needed) {
      ofNode.put(node.id(), forward(node));
    }
  }

  private int forward(Node node) {
    if (node.broadcast()) {
      return broadcast(node);
    }
    Op op = node.expr().op();
    if (op == Op.STOP) {
      return of(node.args()[0]);
    }
    if (node.leaf() == null && node.reduced() == null && Pointwise.handles(op)) {
      return pointwise(node);
    }
    if (node.leaf() != null && node.leaf().single()) {
      return column(node.leaf(), shape(node));
    }
    List<Integer> args = args(node);
    int width = operandWidth(node);
    return step(
        shape(node),
        args,
        (run, out) ->
            run.elements()
                .forward(node, run.arrays(args), width, out, run.scratch(), run.layout()));
  }

  /** A column in float32: kernels read it as it is, and see that it holds what it may. */
  private int column(Leaf leaf, Tape.Shape shape) {
    values.add(new Tape.Value(shape, null, true));
    int stored = values.size() - 1;
    written.add(
        new Tape.Step(
            run -> {
              run.elements().bound(leaf).loadSingles(run.layout(), run.single(stored));
              return true;
            },
            List.of(),
            stored));
    int x = emit(shape, Operation.WIDEN, stored);
    ValueRange range = leaf.range();
    return range.finite()
        ? emit(shape, Operation.FINITE, x)
        : emit(shape, Operation.WITHIN, x, constant(range.least()), constant(range.greatest()));
  }

  private List<Integer> args(Node node) {
    return Arrays.stream(node.args()).mapToObj(this::of).toList();
  }

  private int operandWidth(Node node) {
    return node.args().length == 0 ? 1 : program.node(node.args()[0]).width();
  }

  private int broadcast(Node node) {
    Node from = program.node(node.args()[0]);
    if (!from.batch()) {
      int x = of(from.id());
      return step(
          shape(node),
          List.of(x),
          (run, out) ->
              Spread.broadcast(node, from, run.array(x), out, run.scratch(), run.layout()));
    }
    if (node.width() == 1) {
      return of(from.id());
    }
    return step(
        shape(node),
        List.of(),
        (run, out) -> Spread.repeat(run.batch(from.id()), from.width(), out));
  }

  private int pointwise(Node node) {
    Expr expr = node.expr();
    Tape.Shape shape = shape(node);
    Integer[] in = args(node).toArray(Integer[]::new);
    return switch (expr.op()) {
      case CLIP ->
          emit(
              shape,
              Operation.MIN,
              emit(shape, Operation.MAX, in[0], constant(expr.number(0))),
              constant(expr.number(1)));
      case SOFTPLUS -> softplus(shape, in[0]);
      case SIGMOID -> sigmoid(shape, in[0]);
      default -> emit(shape, Operation.valueOf(expr.op().name()), in);
    };
  }

  // ---- backwards

  /** One way back: the cotangents of the nodes that it reaches, as values. */
  final class Back {
    private final Flow flow;
    private final Map<Integer, Integer> cotangent = new HashMap<>();
    private final BatchShares shares;

    Back(Flow flow, BatchShares shares) {
      this.flow = flow;
      this.shares = shares;
    }

    /** Adds a share. */
    void share(Node node, int share) {
      Integer before = cotangent.get(node.id());
      int total = before == null ? share : emit(shape(node), Operation.ADD, before, share);
      cotangent.put(node.id(), total);
    }

    /** The cotangent of a node, or null where none reaches it. */
    @Nullable Integer of(Node node) {
      return cotangent.get(node.id());
    }

    /** From the seeded nodes down. */
    void run(List<Node> needed) {
      for (int k = needed.size() - 1; k >= 0; k--) {
        Node node = needed.get(k);
        Integer g = cotangent.get(node.id());
        for (int i = 0; g != null && i < node.args().length; i++) {
          if (flow.passes(node, i)) {
            pass(node, i, program.node(node.args()[i]), g);
          }
        }
      }
    }

    private void pass(Node node, int operand, Node arg, int g) {
      if (node.broadcast()) {
        throughBroadcast(node, arg, g);
        return;
      }
      Op op = node.expr().op();
      boolean pointwise = node.reduced() == null && Pointwise.handles(op);
      int share = pointwise ? slope(node, operand, g) : generic(node, operand, arg, g);
      if (arg.batch()) {
        collect(
            List.of(share),
            run -> {
              double sum = Reduction.sum(run.array(share), 0, run.count(shape(node)));
              shares.add(run, arg, 0, sum);
              return true;
            });
      } else {
        share(arg, share);
      }
    }

    private int generic(Node node, int operand, Node arg, int g) {
      List<Integer> args = args(node);
      int out = TapeWriter.this.of(node.id());
      List<Integer> reads = new ArrayList<>(List.of(g));
      if (readsOperands(node)) {
        reads.addAll(args);
        reads.add(out);
      }
      int width = operandWidth(node);
      return step(
          arg.batch() ? shape(node) : shape(arg),
          reads,
          (run, into) ->
              run.elements()
                  .backward(
                      node,
                      operand,
                      run.arrays(args),
                      width,
                      run.arrayOrNothing(out),
                      run.array(g),
                      into,
                      run.inner(),
                      run.layout()));
    }

    private boolean readsOperands(Node node) {
      return switch (node.expr().op()) {
        case SUM, COUNT, SHIFT, LEFT, RIGHT, VECTOR, COMPONENT, SUM_COMPONENTS -> false;
        default -> true;
      };
    }

    /** The way back through a broadcast. */
    private void throughBroadcast(Node node, Node arg, int g) {
      if (arg.batch()) {
        collect(
            List.of(g),
            run -> {
              int count = run.count(new Tape.Shape(node.place(), 1));
              for (int c = 0; c < node.width(); c++) {
                double sum = Spread.total(run.array(g), count, node.width(), c);
                shares.add(run, arg, arg.width() == 1 ? 0 : c, sum);
              }
              return true;
            });
        return;
      }
      int share =
          step(
              shape(arg),
              List.of(g),
              (run, into) ->
                  Spread.collect(node, arg, run.array(g), into, run.inner(), run.layout()));
      share(arg, share);
    }

    /** An operand's share of the cotangent of an operation on numbers side by side. */
    private int slope(Node node, int operand, int g) {
      Tape.Shape shape = shape(node);
      Expr expr = node.expr();
      int out = TapeWriter.this.of(node.id());
      Integer[] in = args(node).toArray(Integer[]::new);
      return switch (expr.op()) {
        case ADD, STOP -> g;
        case SUBTRACT -> operand == 0 ? g : emit(shape, Operation.NEGATE, g);
        case MULTIPLY -> emit(shape, Operation.MULTIPLY, g, in[1 - operand]);
        case DIVIDE ->
            operand == 0
                ? emit(shape, Operation.DIVIDE, g, in[1])
                : emit(
                    shape,
                    Operation.DIVIDE,
                    emit(shape, Operation.MULTIPLY, emit(shape, Operation.NEGATE, g), out),
                    in[1]);
        case MIN -> routed(shape, operand == 0, g, in[1], in[0]);
        case MAX -> routed(shape, operand == 0, g, in[0], in[1]);
        case SELECT ->
            emit(shape, operand == 1 ? Operation.WHERE_SET : Operation.WHERE_NOT_SET, g, in[0]);
        case CLIP ->
            emit(
                shape,
                Operation.WHERE_AT_LEAST,
                emit(shape, Operation.WHERE_AT_LEAST, g, in[0], constant(expr.number(0))),
                constant(expr.number(1)),
                in[0]);
        case NEGATE -> emit(shape, Operation.NEGATE, g);
        case ABS -> emit(shape, Operation.MULTIPLY, g, emit(shape, Operation.SIGN, in[0]));
        case SQRT -> {
          int slope = emit(shape, Operation.DIVIDE, constant(0.5), out);
          yield emit(shape, Operation.WHERE_SET, emit(shape, Operation.MULTIPLY, g, slope), g);
        }
        case EXP -> emit(shape, Operation.MULTIPLY, g, out);
        case EXPM1 ->
            emit(shape, Operation.MULTIPLY, g, emit(shape, Operation.EXP_FROM_EXPM1, in[0], out));
        case LOG -> emit(shape, Operation.DIVIDE, g, in[0]);
        case LOG1P ->
            emit(shape, Operation.DIVIDE, g, emit(shape, Operation.ADD, constant(1), in[0]));
        case TANH ->
            emit(
                shape,
                Operation.MULTIPLY,
                g,
                emit(
                    shape,
                    Operation.SUBTRACT,
                    constant(1),
                    emit(shape, Operation.MULTIPLY, out, out)));
        case SOFTPLUS -> emit(shape, Operation.MULTIPLY, g, sigmoid(shape, in[0]));
        case SIGMOID -> {
          int other = sigmoid(shape, emit(shape, Operation.NEGATE, in[0]));
          yield emit(shape, Operation.MULTIPLY, g, emit(shape, Operation.MULTIPLY, out, other));
        }
        default -> throw new IllegalStateException("no way back through " + expr.op());
      };
    }

    private int routed(Tape.Shape shape, boolean first, int g, int high, int low) {
      Operation operation = first ? Operation.WHERE_AT_LEAST : Operation.WHERE_NOT_AT_LEAST;
      return emit(shape, operation, g, high, low);
    }
  }

  /** Receives shares of the cotangents of BATCH values. */
  @FunctionalInterface
  interface BatchShares {
    /** Adds to a component's. */
    void add(TapeRun run, Node batch, int component, double value);
  }
}
