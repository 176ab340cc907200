package org.esscher.api;

import org.jspecify.annotations.Nullable;

/** A component that makes a model: a record of the model's configuration. */
@FunctionalInterface
public interface ModelProvider {
  /**
   * Makes the model.
   *
   * @param context roles, columns, randomness for the first parameters
   * @param saved what {@link Model#save} gave, or null for a new model
   * @return the model; the host closes it
   */
  Model create(Context context, @Nullable State saved);
}
