package org.esscher.spitests;

import java.util.HashSet;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.runtime.internal.load.Components;

/** A policy in contexts drawn from what it reads. */
final class GuessedPolicy extends PolicyVerification implements Guessed {
  private static final Set<String> CHOICES = Set.of("action", "completion");

  private final PolicyProvider provider;
  private final Components components;
  private final Set<String> inputs = new HashSet<>();
  private final String unfit;

  GuessedPolicy(PolicyProvider provider, Components components) {
    this.provider = provider;
    this.components = components;
    this.unfit = guess();
  }

  private String guess() {
    try (Workspace workspace = new Workspace(components);
        Policy policy = provider.create(workspace.context(workspace.inputs(), 5), null)) {
      inputs.addAll(policy.inputs());
      boolean chooses =
          policy.as(Enumerable.class).isPresent() || policy.as(Sampler.class).isPresent();
      if (chooses) {
        inputs.removeAll(CHOICES);
      }
      Batch contexts = GuessedRows.of(inputs, workspace.inputs());
      PolicyTrial trial =
          new PolicyTrial(policy, contexts, workspace.context(workspace.inputs(), 5), workspace);
      return GuessedRows.refusal(policy, trial.decisions().batch(), workspace);
    } catch (EsscherException refused) {
      return "no contexts that fit it could be guessed: " + refused.getMessage();
    }
  }

  @Override
  protected PolicyProvider provider() {
    return provider;
  }

  @Override
  protected Batch contexts(Columns columns) {
    return GuessedRows.of(inputs, columns);
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
