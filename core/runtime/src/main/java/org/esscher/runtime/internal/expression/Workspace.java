package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * One thread's arrays for the values of one block, made once and used for every block: nothing is
 * allocated while blocks are run through.
 */
final class Workspace {
  private final Program program;
  private final List<Node> needed;
  private final Elements elements;
  private final Layout layout;
  private final int largest;
  private final double[] scratch;

  /** By node: its values; of a BATCH scalar as many copies as any operation combines it with. */
  private final double[][] values;

  /** By node: its operands' values. */
  private final double[] @Nullable [][] operands;

  /**
   * Arrays for some nodes.
   *
   * @param program what they belong to
   * @param needed nodes finer than BATCH, operands first
   * @param frame the slot
   * @param blocks its blocks
   * @param batch the BATCH values known so far, by node
   * @param elements computes nodes
   */
  Workspace(
      Program program,
      List<Node> needed,
      Frame frame,
      List<Block> blocks,
      double[][] batch,
      Elements elements) {
    this.program = program;
    this.needed = needed;
    this.elements = elements;
    this.layout = new Layout(frame);
    this.values = batch.clone();
    this.operands = new double[values.length][][];
    Map<Place, Integer> sizes = new HashMap<>();
    int most = 1;
    int widest = 1;
    for (Node node : needed) {
      int size = size(node.place(), frame, blocks, sizes);
      most = Math.max(most, size);
      widest = Math.max(widest, node.width());
      values[node.id()] = new double[size * node.width()];
    }
    // A number a row may be widened before it is spread over tokens, of which there may be fewer.
    largest = most * widest;
    scratch = new double[largest];
    needed.forEach(this::spreadScalars);
    needed.forEach(this::connect);
  }

  private static int size(Place place, Frame frame, List<Block> blocks, Map<Place, Integer> sizes) {
    return sizes.computeIfAbsent(place, wanted -> most(wanted, frame, blocks));
  }

  /** How many elements a place has in the block that has most. */
  static int most(Place place, Frame frame, List<Block> blocks) {
    return blocks.stream().mapToInt(block -> Layout.count(frame, block, place)).max().orElse(0);
  }

  private void spreadScalars(Node node) {
    for (int arg : node.args()) {
      double[] value = values[arg];
      boolean scalar = program.node(arg).batch() && program.node(arg).width() == 1;
      if (scalar && value.length < values[node.id()].length) {
        values[arg] = new double[values[node.id()].length];
        Arrays.fill(values[arg], value[0]);
      }
    }
  }

  private void connect(Node node) {
    double[][] args = new double[node.args().length][];
    for (int i = 0; i < args.length; i++) {
      args[i] = values[node.args()[i]];
    }
    operands[node.id()] = args;
    if (node.broadcast() && program.node(node.args()[0]).batch()) {
      Spread.repeat(args[0], program.node(node.args()[0]).width(), values[node.id()]);
    } else if (!node.broadcast() && node.expr().op() == Op.STOP) {
      values[node.id()] = args[0];
    }
  }

  Layout layout() {
    return layout;
  }

  Elements elements() {
    return elements;
  }

  /** Numbers of the largest node of any block. */
  int largest() {
    return largest;
  }

  double[] values(Node node) {
    return values[node.id()];
  }

  double[] valuesOf(int id) {
    return values[id];
  }

  double[][] operands(Node node) {
    double[][] args = operands[node.id()];
    if (args == null) {
      throw new IllegalStateException(node.expr() + " was not asked for");
    }
    return args;
  }

  /** Components of a node's first operand. */
  int operandWidth(Node node) {
    return node.args().length == 0 ? 1 : program.node(node.args()[0]).width();
  }

  /** Computes all nodes of a block. */
  void run(Block block) {
    layout.enter(block);
    for (Node node : needed) {
      if (node.broadcast()) {
        broadcast(node);
      } else if (node.expr().op() != Op.STOP) {
        elements.forward(node, operands(node), operandWidth(node), values(node), scratch, layout);
      }
    }
  }

  private void broadcast(Node node) {
    Node from = program.node(node.args()[0]);
    double[] x = operands(node)[0];
    if (from.batch()) {
      return;
    }
    Spread.broadcast(node, from, x, values(node), scratch, layout);
  }
}
