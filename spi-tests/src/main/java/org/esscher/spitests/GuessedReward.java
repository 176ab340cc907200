package org.esscher.spitests;

import java.util.HashSet;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.runtime.internal.load.Components;

/** A reward model on rows drawn from what it reads. */
final class GuessedReward extends RewardModelVerification implements Guessed {
  private final RewardModelProvider provider;
  private final Components components;
  private final Set<String> inputs = new HashSet<>();
  private final String unfit;

  GuessedReward(RewardModelProvider provider, Components components) {
    this.provider = provider;
    this.components = components;
    this.unfit = guess();
  }

  private String guess() {
    try (Workspace workspace = new Workspace(components);
        RewardModel model = provider.create(workspace.context(workspace.inputs(), 5), null)) {
      inputs.addAll(model.inputs());
      Batch rows = GuessedRows.of(inputs, workspace.inputs());
      return GuessedRows.refusal(model, rows, workspace);
    } catch (EsscherException refused) {
      return "it can't be made outside a run: " + refused.getMessage();
    }
  }

  @Override
  protected RewardModelProvider provider() {
    return provider;
  }

  @Override
  protected Batch rows(Columns columns) {
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
