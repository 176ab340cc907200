package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as a list of operations over bound columns, equal ones shared, with explicit
 * broadcasts, each marked with the pass over the data that it needs. Immutable once compiled.
 */
public final class Program {
  private final Bindings bindings;
  private final List<Node> nodes = new ArrayList<>();
  private final Interner interner = new Interner();
  private final Map<Integer, Integer> places = new HashMap<>();
  private final Map<String, Integer> broadcasts = new HashMap<>();
  private final Map<Expr, Integer> roots = new LinkedHashMap<>();
  private final Map<String, List<Block>> blocks = new HashMap<>();

  private Program(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * Compiles.
   *
   * @param roots what is wanted, at any level
   * @param bindings slots, columns, state
   * @return the program
   * @throws EsscherException (DATA, PLUGIN) when a column doesn't fit, widths disagree, or columns
   *     whose rows have different numbers of tokens are combined token by token
   */
  public static Program compile(List<Expr> roots, Bindings bindings) {
    Program program = new Program(bindings);
    Set<Expr> seen = new HashSet<>();
    // Columns first: what has no tokens of its own takes those of the slot, which must be known.
    roots.forEach(root -> program.placeColumns(root, seen));
    for (Expr root : roots) {
      program.roots.put(root, program.placeAt(root, root.level()));
    }
    return program;
  }

  private void placeColumns(Expr expr, Set<Expr> seen) {
    if (!seen.add(expr)) {
      return;
    }
    switch (expr.op()) {
      case COLUMN, OUTPUT, INPUT_GRADIENT -> place(expr);
      default -> expr.args().forEach(arg -> placeColumns(arg, seen));
    }
  }

  List<Node> nodes() {
    return nodes;
  }

  Bindings bindings() {
    return bindings;
  }

  Node node(int id) {
    return nodes.get(id);
  }

  Node node(Expr root) {
    Integer place = roots.get(root);
    if (place == null) {
      throw new IllegalArgumentException(root + " was not compiled");
    }
    return nodes.get(place);
  }

  /** Number of passes over the data until every BATCH value is known. */
  int passes() {
    return nodes.stream().filter(Node::batch).mapToInt(Node::pass).max().orElse(0);
  }

  /** The slot whose rows a node's elements, or the elements that it reduces, belong to. */
  Frame frame(Node node) {
    return bindings.frame(slot(node));
  }

  static String slot(Node node) {
    String slot = node.accumulates() ? node.expr().args().get(0).slot() : node.slot();
    return Objects.requireNonNull(slot);
  }

  /** A slot's rows, cut where this program's tokens say. */
  List<Block> blocks(Frame frame) {
    return blocks.computeIfAbsent(
        frame.slot(),
        slot -> {
          Set<Axis> used = new LinkedHashSet<>();
          for (Node node : nodes) {
            if (node.place().axis() != null && slot.equals(node.slot())) {
              used.add(node.place().axis());
            }
          }
          return frame.cut(used);
        });
  }

  /** Finer nodes that the given ones need, in order, all in one slot. */
  List<Node> elementsFor(List<Node> wanted) {
    BitSet needed = new BitSet();
    for (Node node : wanted) {
      mark(node, needed, true);
    }
    return needed.stream().mapToObj(nodes::get).toList();
  }

  private void mark(Node node, BitSet needed, boolean root) {
    if ((node.batch() && !root) || needed.get(node.id())) {
      return;
    }
    if (!node.batch()) {
      needed.set(node.id());
    }
    for (int arg : node.args()) {
      mark(nodes.get(arg), needed, false);
    }
  }

  /**
   * The operands of a BATCH operation; numbers that vectors are combined with, once a component.
   */
  double[][] batchOperands(Node node, double[][] batch) {
    double[][] operands = new double[node.args().length][];
    for (int i = 0; i < operands.length; i++) {
      double[] value = batch[node.args()[i]];
      if (value != null && value.length == 1 && node.width() > 1 && node.expr().op() != Op.VECTOR) {
        value = new double[node.width()];
        Arrays.fill(value, batch[node.args()[i]][0]);
      }
      operands[i] = value;
    }
    return operands;
  }

  // ---- compiling

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
        ? new Place(level, bindings.frame(Objects.requireNonNull(expr.slot())).onlyAxis(expr))
        : Place.of(level);
  }

  private int add(Expr expr) {
    return switch (expr.op()) {
      case COLUMN, OUTPUT, INPUT_GRADIENT -> addColumn(expr);
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

  private int addColumn(Expr expr) {
    Column column = bindings.column(expr);
    if (column == null) {
      return append(expr, Place.BATCH, 1, 0);
    }
    BoundLeaf leaf =
        new BoundLeaf(expr, bindings.frame(Objects.requireNonNull(expr.slot())), column);
    return append(expr, false, new int[0], leaf.place(), leaf.width(), 0, leaf, null);
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
    Axis here = left.place().axis();
    Axis there = right.place().axis();
    if (here == null || there == null || here.equals(there)) {
      return;
    }
    Frame frame = frame(left);
    int position = 0;
    while (here.length(position) == there.length(position)) {
      position++;
    }
    throw EsscherException.data(
        "slot %s: %s and %s are used together token by token, but have %d and %d tokens in row %d;"
            + " reduce one of them first, or give lists of equal lengths (in %s)",
        frame.slot(),
        columnOf(left, here),
        columnOf(right, there),
        here.length(position),
        there.length(position),
        frame.row(position),
        expr);
  }

  /** The first column under a node that has its tokens. */
  private String columnOf(Node node, Axis axis) {
    if (node.leaf() != null) {
      return node.leaf().leaf().column();
    }
    for (int arg : node.args()) {
      if (axis.equals(nodes.get(arg).place().axis())) {
        return columnOf(nodes.get(arg), axis);
      }
    }
    return node.expr().toString();
  }

  private int broadcast(Node arg, @Nullable String slot, Place place, int width) {
    if (arg.place().equals(place) && arg.width() == width) {
      return arg.id();
    }
    int axis = place.axis() == null ? -1 : place.axis().index();
    String key = "" + arg.id() + '|' + slot + '|' + place.level() + '|' + axis + '|' + width;
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
      @Nullable BoundLeaf leaf,
      @Nullable Place reduced) {
    String slot = place.batch() && leaf == null ? null : expr.slot();
    nodes.add(
        new Node(nodes.size(), expr, broadcast, args, slot, place, width, pass, leaf, reduced));
    return nodes.size() - 1;
  }
}
