package org.esscher.runtime.internal.estimate;

import org.esscher.api.Model;

/** Where an estimation finds the models of roles. */
@FunctionalInterface
public interface Models {
  /**
   * A model.
   *
   * @param role the role, with {@code @version} for a snapshot
   * @return the model
   */
  Model model(String role);
}
