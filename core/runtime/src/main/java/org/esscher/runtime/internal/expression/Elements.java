package org.esscher.runtime.internal.expression;

import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * Computes single nodes of a program on one block, forwards and backwards, given their operands.
 */
final class Elements {
  private final Leaves leaves;
  private final RowValues rowValues;
  private final ElementFunctions functions = new PortableFunctions();

  Elements(Leaves leaves, RowValues rowValues) {
    this.leaves = leaves;
    this.rowValues = rowValues;
  }

  /** The values of a leaf. */
  BoundLeaf bound(Leaf leaf) {
    return leaves.of(leaf);
  }

  ElementFunctions functions() {
    return functions;
  }

  /**
   * Computes a node finer than BATCH.
   *
   * @param node the node
   * @param args its operands, as many numbers as it has elements, or what the operation reduces
   * @param argWidth components of the first operand
   * @param out where the result goes
   * @param scratch as many numbers as the largest node of the block has
   * @param layout the block
   */
  void forward(
      Node node, double[][] args, int argWidth, double[] out, double[] scratch, Layout layout) {
    if (node.leaf() != null) {
      bound(node.leaf()).load(layout, out);
      return;
    }
    if (node.reduced() != null) {
      node.reduction(layout).forward(args.length == 0 ? out : args[0], out, scratch, functions);
      return;
    }
    Expr expr = node.expr();
    switch (expr.op()) {
      case WEIGHT, STATE, FIRST_OCCURRENCE -> rowValues.load(expr, layout, out);
      case SHIFT ->
          sequence(node, layout).shift(args[0], (int) expr.number(0), expr.number(1), out);
      case SUFFIX_SUM -> sequence(node, layout).suffixSum(args[0], args[1], out);
      case LEFT -> Spread.down(layout.nesting(node.place(), Level.ROW), args[0], node.width(), out);
      case RIGHT -> Pairs.right(layout, args[0], node.width(), out);
      default -> elementwise(node, args, argWidth, layout.count(node.place()), out);
    }
  }

  /** Operations that need no layout, on a number of elements. */
  void elementwise(Node node, double[][] args, int argWidth, int count, double[] out) {
    if (Pointwise.handles(node.expr().op())) {
      Pointwise.forward(node.expr(), args, out, count * node.width(), functions);
    } else {
      Components.forward(node.expr(), args, argWidth, count, out);
    }
  }

  /**
   * Computes an operand's share of a node's cotangent; not for reductions to BATCH.
   *
   * @param node the node
   * @param operand which operand
   * @param args all operands
   * @param argWidth components of the first
   * @param out the node's values
   * @param g the node's cotangent
   * @param into where the share goes; not added
   * @param scratch as many numbers as the largest node of the block has
   * @param layout the block
   */
  void backward(
      Node node,
      int operand,
      double[][] args,
      int argWidth,
      double[] out,
      double[] g,
      double[] into,
      double[] scratch,
      Layout layout) {
    if (node.reduced() != null) {
      node.reduction(layout).backward(args[0], out, g, into, null, functions);
      return;
    }
    Expr expr = node.expr();
    switch (expr.op()) {
      case SHIFT -> sequence(node, layout).shiftBackward(g, (int) expr.number(0), into);
      case SUFFIX_SUM -> {
        Sequence sequence = sequence(node, layout);
        if (operand == 0) {
          sequence.suffixSumBackward(args[1], g, into);
        } else {
          sequence.suffixSumBackward(args[1], g, scratch);
          sequence.suffixSumDecay(out, scratch, into);
        }
      }
      case LEFT -> Spread.up(layout.nesting(node.place(), Level.ROW), g, node.width(), into);
      case RIGHT -> Pairs.rightBackward(layout, g, node.width(), into);
      default ->
          elementwiseBackward(
              node, operand, args, argWidth, out, g, into, layout.count(node.place()));
    }
  }

  /** The same for operations that need no layout. */
  void elementwiseBackward(
      Node node,
      int operand,
      double[][] args,
      int argWidth,
      double[] out,
      double[] g,
      double[] into,
      int count) {
    if (Pointwise.handles(node.expr().op())) {
      Pointwise.backward(node.expr(), operand, args, out, g, into, count * node.width(), functions);
    } else {
      Components.backward(node.expr(), operand, args, argWidth, count, g, into);
    }
  }

  private static Sequence sequence(Node node, Layout layout) {
    Level along = node.place().level() == Level.TOKEN ? Level.ROW : Level.GROUP;
    return new Sequence(layout.nesting(node.place(), along), node.width());
  }
}
