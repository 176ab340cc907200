package org.esscher.runtime.internal.run;

import org.esscher.api.Columns;
import org.esscher.api.State;

/** Decodes what a run stores, for the fuzzer. */
public final class Decoding {
  private Decoding() {}

  /**
   * Decodes a state, and rows where it holds some.
   *
   * @param bytes the body of a checkpoint
   * @param columns makes the rows' columns
   */
  public static void checkpoint(byte[] bytes, Columns columns) {
    State state = StateCodec.fromBytes(bytes, "the checkpoint");
    // As a run does that is resumed.
    SavedModel.made(
        "the checkpoint",
        () -> state.has("columns") ? BatchCodec.decode(state, columns) : columns.numbers());
  }
}
