package org.esscher.spitests;

import org.esscher.api.EsscherException;
import org.esscher.api.PolicyProvider;
import org.esscher.runtime.internal.load.Components;

/** A policy in contexts drawn from what it reads. */
final class GuessedPolicy extends PolicyVerification implements Guessed {
  private final PolicyProvider provider;
  private final Components components;

  GuessedPolicy(PolicyProvider provider, Components components) {
    this.provider = provider;
    this.components = components;
  }

  @Override
  protected PolicyProvider provider() {
    return provider;
  }

  @Override
  public String unfit() {
    try (Workspace workspace = workspace(provider)) {
      contexts(workspace.inputs());
      return "";
    } catch (RefusedBatch | EsscherException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  @Override
  Workspace workspace(Object subject) {
    return new Workspace(components);
  }
}
