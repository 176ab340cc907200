package org.esscher.spitests;

import org.esscher.api.EsscherException;
import org.esscher.api.RewardModelProvider;
import org.esscher.runtime.internal.load.Components;

/** A reward model on rows drawn from what it reads. */
final class GuessedReward extends RewardModelVerification implements Guessed {
  private final RewardModelProvider provider;
  private final Components components;

  GuessedReward(RewardModelProvider provider, Components components) {
    this.provider = provider;
    this.components = components;
  }

  @Override
  protected RewardModelProvider provider() {
    return provider;
  }

  @Override
  public String unfit() {
    try (Workspace workspace = workspace(provider)) {
      rows(workspace.inputs());
      return "";
    } catch (RefusedBatch refused) {
      return String.valueOf(refused.getMessage());
    } catch (EsscherException refused) {
      return "it can't be made outside a run: " + refused.getMessage();
    }
  }

  @Override
  Workspace workspace(Object subject) {
    return new Workspace(components);
  }
}
