package org.esscher.plugins.submodularrl;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;

/** Scores of a set function, which has no parameters to pull cotangents back to. */
record Gains(Column scores) implements Forward {
  @Override
  public Column output(String name) {
    return scores;
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    throw EsscherException.user(
        "a set function has no parameters and can't be trained; train the policy that it rewards");
  }
}
