package org.esscher.runtime.internal.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.State;

/** A program with the data of one evaluation. Used by one thread, which may have others help it. */
public final class BoundProgram {
  private final Program program;
  private final Bindings bindings;
  private final Leaves leaves;
  private final Map<String, List<Block>> blocks = new HashMap<>();

  /**
   * Binds.
   *
   * @param program the program
   * @param bindings slots, state
   * @param leaves its columns and model outputs, of the forms that it was compiled for
   */
  BoundProgram(Program program, Bindings bindings, Leaves leaves) {
    this.program = program;
    this.bindings = bindings;
    this.leaves = leaves;
  }

  Program program() {
    return program;
  }

  Leaves leaves() {
    return leaves;
  }

  State state() {
    return bindings.state();
  }

  Exchange exchange() {
    return bindings.exchange();
  }

  Map<String, Double> keyed(String name) {
    return bindings.keyed(name);
  }

  Frame frame(String slot) {
    return bindings.frame(slot);
  }

  /** The slot that a node's elements, or the elements that it reduces, belong to. */
  Frame frame(Node node) {
    return frame(Program.slot(node));
  }

  /** A slot's rows, cut where the program's tokens say. */
  List<Block> blocks(Frame frame) {
    return blocks.computeIfAbsent(
        frame.slot(), slot -> frame.cut(program.axes(slot).stream().map(frame::axis).toList()));
  }
}
