package org.esscher.runtime.internal.run;

import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A model that a run or a fit saved, as it was saved: to go on from it, to compare with it, or to
 * score with it in another run.
 *
 * @param file path, such as {@code models/value.json} of a run directory; it has to stay where it
 *     is for as long as a run, or a model that the run saved, needs it
 */
@Component(value = "saved-model", summary = "model from a file that a run or a fit saved")
public record SavedModelFile(@NotEmpty String file) implements ModelProvider {
  @Override
  public Model create(Context context, @Nullable State saved) {
    Model made = SavedModel.read(Path.of(file)).provider(context::component).create(context, saved);
    return made;
  }
}
