package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Program} of expressions: equal ones become one node, and what is coarser than what
 * it is combined with is broadcast. Used once.
 */
final class ProgramCompiler {
  private final Bindings bindings;
  private final List<Node> nodes = new ArrayList<>();
  private final Interner interner = new Interner();
  private final Map<Integer, Integer> places = new HashMap<>();
  private final Map<String, Integer> broadcasts = new HashMap<>();

  private ProgramCompiler(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * Compiles.
   *
   * @param roots what is wanted, at any level
   * @param columns all columns and model outputs under them
   * @param leaves these, bound; a program fits all that have the same forms
   * @param bindings slots
   * @return the program
   * @throws EsscherException (DATA, PLUGIN) when widths disagree, or columns whose rows have
   *     different numbers of tokens are combined token by token
   */
  static Program compile(List<Expr> roots, List<Expr> columns, Leaves leaves, Bindings bindings) {
    ProgramCompiler compiler = new ProgramCompiler(bindings);
    // Columns first: what has no tokens of its own takes those of the slot, which must be known.
    for (int i = 0; i < columns.size(); i++) {
      compiler.addColumn(columns.get(i), leaves.forms().get(i));
    }
    Map<Expr, Integer> wanted = new LinkedHashMap<>();
    for (Expr root : roots) {
      wanted.put(root, compiler.placeAt(root, root.level()));
    }
    return new Program(compiler.nodes, wanted);
  }

  private int place(Expr expr) {
    int structure = interner.id(expr);
    Integer placed = places.get(structure);
    if (placed == null) {
      placed = add(expr);
      places.put(structure, placed);
    }
    return placed;
  }

  /** An expression's values at a level, though they may be the same for coarser elements. */
  private int placeAt(Expr expr, Level level) {
    Node node = nodes.get(place(expr));
    if (node.place().level() == level) {
      return node.id();
    }
    return broadcast(node, expr.slot(), placeOf(expr, level), node.width());
  }

  private Place placeOf(Expr expr, Level level) {
    return level == Level.TOKEN
        ? Place.of(bindings.frame(Objects.requireNonNull(expr.slot())).onlyAxis(expr))
        : Place.of(level);
  }

  private int add(Expr expr) {
    return switch (expr.op()) {
      case COLUMN, OUTPUT, INPUT_GRADIENT ->
          throw new IllegalStateException(expr + " is not among the columns");
      case CONSTANT, STATE, WINDOW_MEAN, WEIGHT, FIRST_OCCURRENCE ->
          append(expr, Place.of(expr.level()), 1, 0);
      case KEY ->
          throw EsscherException.plugin(
              "%s is a key, and nothing can be computed of it; read the column %s for its numbers",
              expr, expr.name());
      case SUM, COUNT, MAXIMUM, MINIMUM, LOG_SUM_EXP -> addReduction(expr);
      case SHIFT, SUFFIX_SUM -> addSequence(expr);
      case LEFT, RIGHT -> {
        int arg = placeAt(expr.args().get(0), Level.ROW);
        Node row = nodes.get(arg);
        yield append(expr, Place.of(Level.PAIR), row.width(), row.pass(), arg);
      }
      case COMPONENT, SUM_COMPONENTS, MIN_COMPONENTS, MAX_COMPONENTS -> addComponents(expr);
      default -> addElementwise(expr);
    };
  }

  private void addColumn(Expr expr, @Nullable Leaf leaf) {
    int placed =
        leaf == null
            ? append(expr, Place.BATCH, 1, 0)
            : append(expr, false, new int[0], leaf.place(), leaf.width(), 0, leaf, null);
    places.put(interner.id(expr), placed);
  }

  private int addReduction(Expr expr) {
    Expr operand = expr.args().get(0);
    Node node = nodes.get(place(operand));
    Place to = Place.of(expr.level());
    if (expr.op() == Op.COUNT) {
      Place from =
          node.place().level() == operand.level()
              ? node.place()
              : placeOf(operand, operand.level());
      return append(expr, false, new int[0], to, node.width(), 0, null, from);
    }
    Node spread = nodes.get(placeAt(operand, operand.level()));
    int pass = to.batch() ? spread.pass() + 1 : spread.pass();
    return append(
        expr, false, new int[] {spread.id()}, to, spread.width(), pass, null, spread.place());
  }

  private int addSequence(Expr expr) {
    Node first = nodes.get(placeAt(expr.args().get(0), expr.level()));
    if (expr.op() == Op.SHIFT) {
      return append(expr, first.place(), first.width(), first.pass(), first.id());
    }
    Node decay = nodes.get(place(expr.args().get(1)));
    requireOneAxis(expr, first, decay);
    int spread =
        scalar(decay) ? decay.id() : broadcast(decay, first.slot(), first.place(), first.width());
    int pass = Math.max(first.pass(), decay.pass());
    return append(expr, first.place(), first.width(), pass, first.id(), spread);
  }

  private int addComponents(Expr expr) {
    Node vector = nodes.get(place(expr.args().get(0)));
    ComponentOperands.check(expr, leaf -> nodes.get(place(leaf)).leaf());
    if (expr.op() == Op.COMPONENT && (expr.number(0) < 0 || expr.number(0) >= vector.width())) {
      throw EsscherException.data(
          "%s has %d components; component %d was asked for",
          expr.args().get(0), vector.width(), (int) expr.number(0));
    }
    return append(expr, vector.place(), 1, vector.pass(), vector.id());
  }

  private int addElementwise(Expr expr) {
    if (!Pointwise.handles(expr.op()) && expr.op() != Op.VECTOR) {
      throw EsscherException.user("this engine does not know the operation %s", expr.op());
    }
    List<Node> args = expr.args().stream().map(arg -> nodes.get(place(arg))).toList();
    Node finest = args.get(0);
    int pass = 0;
    int width = 1;
    for (Node arg : args) {
      finest = arg.place().level().compareTo(finest.place().level()) < 0 ? arg : finest;
      pass = Math.max(pass, arg.pass());
      width = Math.max(width, arg.width());
    }
    int[] spread = new int[args.size()];
    for (int i = 0; i < spread.length; i++) {
      Node arg = args.get(i);
      if (arg.width() != 1 && (arg.width() != width || expr.op() == Op.VECTOR)) {
        throw EsscherException.data(
            "%s combines vectors of %d and %d components; widths must agree or be 1",
            expr, arg.width(), width);
      }
      requireOneAxis(expr, finest, arg);
      spread[i] = scalar(arg) ? arg.id() : broadcast(arg, finest.slot(), finest.place(), width);
    }
    return append(expr, finest.place(), expr.op() == Op.VECTOR ? args.size() : width, pass, spread);
  }

  private static boolean scalar(Node node) {
    return node.batch() && node.width() == 1;
  }

  private void requireOneAxis(Expr expr, Node left, Node right) {
    boolean tokens = left.place().tokens() && right.place().tokens();
    if (!tokens || left.place().axis() == right.place().axis()) {
      return;
    }
    Frame frame = bindings.frame(Program.slot(left));
    Axis here = left.place().axisIn(frame);
    Axis there = right.place().axisIn(frame);
    int position = 0;
    while (here.length(position) == there.length(position)) {
      position++;
    }
    throw EsscherException.data(
        "slot %s: %s and %s are used together token by token, but have %d and %d tokens in row %d;"
            + " reduce one of them first, or give lists of equal lengths (in %s)",
        frame.slot(),
        columnOf(left),
        columnOf(right),
        here.length(position),
        there.length(position),
        frame.row(position),
        expr);
  }

  /** The first column under a node that has its tokens. */
  private String columnOf(Node node) {
    if (node.leaf() != null) {
      return node.leaf().expr().column();
    }
    for (int arg : node.args()) {
      if (nodes.get(arg).place().axis() == node.place().axis()) {
        return columnOf(nodes.get(arg));
      }
    }
    return node.expr().toString();
  }

  private int broadcast(Node arg, @Nullable String slot, Place place, int width) {
    if (arg.place().equals(place) && arg.width() == width) {
      return arg.id();
    }
    String key =
        "" + arg.id() + '|' + slot + '|' + place.level() + '|' + place.axis() + '|' + width;
    Integer made = broadcasts.get(key);
    if (made == null) {
      made = nodes.size();
      nodes.add(
          new Node(
              made,
              arg.expr(),
              true,
              new int[] {arg.id()},
              place.batch() ? null : slot,
              place,
              width,
              arg.pass(),
              null,
              null));
      broadcasts.put(key, made);
    }
    return made;
  }

  private int append(Expr expr, Place place, int width, int pass, int... args) {
    return append(expr, false, args, place, width, pass, null, null);
  }

  private int append(
      Expr expr,
      boolean broadcast,
      int[] args,
      Place place,
      int width,
      int pass,
      @Nullable Leaf leaf,
      @Nullable Place reduced) {
    String slot = place.batch() && leaf == null ? null : expr.slot();
    nodes.add(
        new Node(nodes.size(), expr, broadcast, args, slot, place, width, pass, leaf, reduced));
    return nodes.size() - 1;
  }
}
