package org.esscher.neural.internal.language;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A language model: a {@link TokenFunction} that can also go on. */
interface CausalModel extends TokenFunction, AutoCloseable {
  /** The tokens. */
  Tokenizer tokenizer();

  /** What it can say of a scored token. */
  Set<String> outputs();

  /**
   * Goes on from some prompts.
   *
   * @param <T> the result
   * @param parameters all of them
   * @param prompts begin and tokens, row by row
   * @param work draws tokens; what it is given lives as long as the call
   * @return its result
   */
  <T> T continuing(double[] parameters, List<int[]> prompts, Function<Continuation, T> work);

  /** Frees what the model holds outside the Java heap; nothing by default. */
  @Override
  default void close() {}
}
