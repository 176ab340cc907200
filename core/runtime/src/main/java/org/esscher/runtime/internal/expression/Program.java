package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as a list of operations over bound columns, equal ones shared, with explicit
 * broadcasts, each marked with the pass over the data that it needs. Immutable.
 */
public final class Program {
  private final Bindings bindings;
  private final List<Node> nodes = new ArrayList<>();
  private final Interner interner = new Interner();
  private final Map<Integer, Integer> places = new HashMap<>();
  private final Map<String, Integer> broadcasts = new HashMap<>();
  private final Map<Expr, Integer> roots = new LinkedHashMap<>();

  private Program(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * Compiles.
   *
   * @param roots what is wanted, at any level
   * @param bindings slots, columns, state
   * @return the program
   * @throws EsscherException (DATA, PLUGIN) when a column doesn't fit or widths disagree
   */
  public static Program compile(List<Expr> roots, Bindings bindings) {
    Program program = new Program(bindings);
    for (Expr root : roots) {
      program.roots.put(root, program.place(root));
    }
    return program;
  }

  List<Node> nodes() {
    return nodes;
  }

  Bindings bindings() {
    return bindings;
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

  private int place(Expr expr) {
    int structure = interner.id(expr);
    Integer placed = places.get(structure);
    if (placed == null) {
      placed = add(expr);
      places.put(structure, placed);
    }
    return placed;
  }

  private int add(Expr expr) {
    return switch (expr.op()) {
      case COLUMN, OUTPUT, INPUT_GRADIENT -> addColumn(expr);
      case CONSTANT, STATE, WINDOW_MEAN, WEIGHT, KEY, FIRST_OCCURRENCE ->
          append(expr, new int[0], 1, 0, null);
      default -> addOperation(expr);
    };
  }

  private int addColumn(Expr expr) {
    Column column = bindings.column(expr);
    if (column == null) {
      return append(expr, new int[0], 1, 0, null);
    }
    BoundLeaf leaf =
        new BoundLeaf(expr, bindings.frame(Objects.requireNonNull(expr.slot())), column);
    return append(expr, new int[0], leaf.width(), 0, leaf);
  }

  private int addOperation(Expr expr) {
    int[] args = expr.args().stream().mapToInt(this::place).toArray();
    if (Pointwise.handles(expr.op()) || expr.op() == Op.VECTOR) {
      return addElementwise(expr, args);
    }
    Node first = nodes.get(args[0]);
    int pass = Arrays.stream(args).map(arg -> nodes.get(arg).pass()).max().orElse(0);
    return switch (expr.op()) {
      case SUM, COUNT, MAXIMUM, MINIMUM, LOG_SUM_EXP ->
          append(expr, args, first.width(), expr.level() == Level.BATCH ? pass + 1 : pass, null);
      case SHIFT, LEFT, RIGHT -> append(expr, args, first.width(), pass, null);
      case SUFFIX_SUM -> {
        Node decay = nodes.get(args[1]);
        boolean scalar = decay.batch() && decay.width() == 1;
        int[] spread = {
          args[0], scalar ? args[1] : broadcast(decay, first.slot(), first.level(), first.width())
        };
        yield append(expr, spread, first.width(), pass, null);
      }
      case COMPONENT -> {
        if (expr.number(0) < 0 || expr.number(0) >= first.width()) {
          throw EsscherException.data(
              "%s has %d components; component %d was asked for",
              expr.args().get(0), first.width(), (int) expr.number(0));
        }
        yield append(expr, args, 1, pass, null);
      }
      case SUM_COMPONENTS, MIN_COMPONENTS, MAX_COMPONENTS -> append(expr, args, 1, pass, null);
      default ->
          throw EsscherException.user("this engine does not know the operation %s", expr.op());
    };
  }

  private int addElementwise(Expr expr, int[] args) {
    int pass = Arrays.stream(args).map(arg -> nodes.get(arg).pass()).max().orElse(0);
    int width = Arrays.stream(args).map(arg -> nodes.get(arg).width()).max().orElse(1);
    int[] spread = new int[args.length];
    for (int i = 0; i < args.length; i++) {
      Node arg = nodes.get(args[i]);
      if (arg.width() != 1 && (arg.width() != width || expr.op() == Op.VECTOR)) {
        throw EsscherException.data(
            "%s combines vectors of %d and %d components; widths must agree or be 1",
            expr, arg.width(), width);
      }
      boolean scalar = arg.batch() && arg.width() == 1;
      spread[i] = scalar ? args[i] : broadcast(arg, expr.slot(), expr.level(), width);
    }
    return append(expr, spread, expr.op() == Op.VECTOR ? args.length : width, pass, null);
  }

  private int broadcast(Node arg, @Nullable String slot, Level level, int width) {
    if (arg.level() == level && arg.width() == width) {
      return arg.id();
    }
    String key = "" + arg.id() + '|' + slot + '|' + level + '|' + width;
    Integer made = broadcasts.get(key);
    if (made == null) {
      made = nodes.size();
      nodes.add(
          new Node(
              made, arg.expr(), true, new int[] {arg.id()}, slot, level, width, arg.pass(), null));
      broadcasts.put(key, made);
    }
    return made;
  }

  private int append(Expr expr, int[] args, int width, int pass, @Nullable BoundLeaf leaf) {
    String slot = expr.level() == Level.BATCH && leaf == null ? null : expr.slot();
    nodes.add(new Node(nodes.size(), expr, false, args, slot, expr.level(), width, pass, leaf));
    return nodes.size() - 1;
  }
}
