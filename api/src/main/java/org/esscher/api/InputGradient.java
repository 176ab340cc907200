package org.esscher.api;

import java.util.Set;

/** Capability of a {@link Model} that pulls cotangents back to its inputs. */
public interface InputGradient {
  /**
   * Inputs that have cotangents.
   *
   * @return names, a subset of {@link Model#inputs}
   */
  Set<String> differentiableInputs();
}
