package org.esscher.runtime.internal.run;

import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy that a run or a fit saved, as it was saved: to go on from it, to compare with it, or to
 * score with it in another run.
 *
 * @param file path, such as {@code models/policy.json} of a run directory; it has to stay where it
 *     is for as long as a run, or a model that the run saved, needs it
 */
@Component(value = "saved-policy", summary = "policy from a file that a run or a fit saved")
public record SavedPolicyFile(@NotEmpty String file) implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    Model made = SavedModel.read(Path.of(file)).provider(context::component).create(context, saved);
    if (made instanceof Policy policy) {
      return policy;
    }
    made.close();
    throw EsscherException.user(
        "%s holds no policy, but a model with the outputs %s; name a policy's file",
        file, made.outputs());
  }
}
