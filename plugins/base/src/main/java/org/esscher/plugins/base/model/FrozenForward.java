package org.esscher.plugins.base.model;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;

/** One output of a model that has no parameters to train. */
public final class FrozenForward implements Forward {
  private final String model;
  private final String name;
  private final Column output;

  /**
   * A finished pass.
   *
   * @param model the model's id, for messages
   * @param name the output
   * @param output its values
   */
  public FrozenForward(String model, String name, Column output) {
    this.model = model;
    this.name = name;
    this.output = output;
  }

  /**
   * Refuses outputs that a model with a single output lacks.
   *
   * @param model the model's id, for messages
   * @param name its output
   * @param asked what is asked for
   * @throws EsscherException (USER) naming what there is
   */
  public static void requireOnly(String model, String name, Set<String> asked) {
    if (!Set.of(name).containsAll(asked)) {
      throw EsscherException.user("'%s' computes %s, but %s was asked for", model, name, asked);
    }
  }

  @Override
  public Column output(String asked) {
    requireOnly(model, name, Set.of(asked));
    return output;
  }

  /** Refused: there is nothing that a gradient could be of. */
  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    throw EsscherException.user(
        "'%s' has no parameters of its own to train; train one of the models that it is made of",
        model);
  }
}
