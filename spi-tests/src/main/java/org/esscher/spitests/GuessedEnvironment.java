package org.esscher.spitests;

import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.load.Components;

/** An environment whose actions are its exact model's, or 0 and 1. */
final class GuessedEnvironment extends EnvironmentVerification implements Guessed {
  private final EnvironmentProvider provider;
  private final Components components;
  private final String unfit;

  GuessedEnvironment(EnvironmentProvider provider, Components components) {
    this.provider = provider;
    this.components = components;
    this.unfit = guess();
  }

  private String guess() {
    try (Workspace workspace = new Workspace(components);
        Environment environment = provider.create(1, workspace.context(workspace.inputs(), 5))) {
      new Episodes(environment, this::actions, workspace).step();
      return "";
    } catch (EsscherException refused) {
      return "no actions that fit it could be guessed: " + refused.getMessage();
    }
  }

  @Override
  protected EnvironmentProvider provider() {
    return provider;
  }

  @Override
  public String unfit() {
    return unfit;
  }

  @Override
  Workspace workspace(Object subject) {
    return new Workspace(components);
  }
}
