package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.esscher.api.Expr;
import org.esscher.api.Op;

/**
 * Expressions as a list of operations over columns, equal ones shared, with explicit broadcasts,
 * each marked with the pass over the data that it needs; and what has been worked out about them:
 * ways back, tapes. It holds nothing of the data that it is run on, as a {@link BoundProgram}.
 * Thread-safe.
 */
final class Program {
  private final List<Node> nodes;
  private final Map<Expr, Integer> roots;
  private final int passes;
  private final Map<Object, Object> known = new ConcurrentHashMap<>();

  private record ElementsFor(BitSet wanted) {}

  /**
   * A program.
   *
   * @param nodes operands first
   * @param roots nodes by what was asked for
   */
  Program(List<Node> nodes, Map<Expr, Integer> roots) {
    this.nodes = List.copyOf(nodes);
    this.roots = Map.copyOf(roots);
    this.passes = nodes.stream().filter(Node::batch).mapToInt(Node::pass).max().orElse(0);
  }

  List<Node> nodes() {
    return nodes;
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
    return passes;
  }

  /** The slot whose rows a node's elements, or the elements that it reduces, belong to. */
  static String slot(Node node) {
    String slot = node.accumulates() ? node.expr().args().get(0).slot() : node.slot();
    return Objects.requireNonNull(slot);
  }

  /** The ragged structures of a slot that are used. */
  Set<Integer> axes(String slot) {
    Set<Integer> used = new TreeSet<>();
    for (Node node : nodes) {
      if (node.place().tokens() && slot.equals(node.slot())) {
        used.add(node.place().axis());
      }
    }
    return used;
  }

  /**
   * What follows from the program alone, worked out once.
   *
   * @param what tells it from all else; equal for the same
   * @param found works it out
   */
  @SuppressWarnings("unchecked") // under each key is what its type of key stands for
  <T> T once(Object what, Supplier<T> found) {
    Object before = known.get(what);
    if (before == null) {
      before = found.get();
      Object other = known.putIfAbsent(what, before);
      before = other == null ? before : other;
    }
    return (T) before;
  }

  /** Some nodes, as a set that can be told from others. */
  static BitSet ids(Collection<Node> nodes) {
    BitSet ids = new BitSet();
    nodes.forEach(node -> ids.set(node.id()));
    return ids;
  }

  /** Finer nodes that the given ones need, in order, all in one slot. */
  List<Node> elementsFor(List<Node> wanted) {
    BitSet ids = ids(wanted);
    return once(
        new ElementsFor(ids),
        () -> {
          BitSet needed = new BitSet();
          ids.stream().forEach(id -> mark(nodes.get(id), needed, true));
          return needed.stream().mapToObj(nodes::get).toList();
        });
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
}
