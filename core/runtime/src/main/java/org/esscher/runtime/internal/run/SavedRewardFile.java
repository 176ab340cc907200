package org.esscher.runtime.internal.run;

import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A reward model that a run or a fit saved, as it was saved: to go on from it, to compare with it,
 * or to score with it in another run.
 *
 * @param file path, such as {@code models/reward.json} of a run directory; it has to stay where it
 *     is for as long as a run, or a model that the run saved, needs it
 */
@Component(value = "saved-reward", summary = "reward model from a file that a run or a fit saved")
public record SavedRewardFile(@NotEmpty String file) implements RewardModelProvider {
  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    Model made = SavedModel.read(Path.of(file)).provider(context::component).create(context, saved);
    if (made instanceof RewardModel reward) {
      return reward;
    }
    made.close();
    throw EsscherException.user(
        "%s holds no reward model, but a model with the outputs %s; name a reward model's file",
        file, made.outputs());
  }
}
