package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved models as components of another run. */
class SavedModelFileTest {
  private final TestHost host = new TestHost();
  private final Arena arena = host.services().arena().child("run");
  private final Context context =
      new CallContext(arena, 1, CallContext.NO_ROLES, host.services().components(), "test");
  @TempDir Path directory;

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  private String saved(Record maker, State state) {
    Path file = directory.resolve("model.json");
    SavedModel.of(maker, state).write(file);
    return file.toString();
  }

  private <T> T component(Class<T> kind, String id, String file) {
    return host.component(kind, id, Map.of("file", file));
  }

  private static Vector parameters(Model model) {
    return model.as(Vectored.class).orElseThrow().parameters();
  }

  /** As it was saved; a version of it, or a resumed run, gives a later state. */
  @Test
  void loadsAModelAsItWasSaved() {
    String file = saved(new Line(), State.empty().with("parameters", 3, 4));
    ModelProvider provider = component(ModelProvider.class, "saved-model", file);
    Model model = provider.create(context, null);
    assertThat(parameters(model)).isEqualTo(Vector.of(3, 4));
    model.as(Vectored.class).orElseThrow().assign(Vector.of(5, 6));
    assertThat(parameters(provider.create(context, model.save()))).isEqualTo(Vector.of(5, 6));
    assertThat(parameters(provider.create(context, null))).isEqualTo(Vector.of(3, 4));
  }

  /** The learner's model is flat at the mean. */
  @Test
  void loadsWhatALearnerFitted() {
    String file = saved(new MeanFit(), State.empty().with("mean", 7).with("fits", 1));
    Model model = component(ModelProvider.class, "saved-model", file).create(context, null);
    assertThat(parameters(model)).isEqualTo(Vector.of(0, 7));
  }

  @Test
  void loadsAPolicyWhereAPolicyIsNeeded() {
    String file = saved(new Coin(0.25, false), State.empty());
    try (Policy policy =
        component(PolicyProvider.class, "saved-policy", file).create(context, null)) {
      assertThat(policy.outputs()).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoSuchModel() throws IOException {
    String line = saved(new Line(), State.empty().with("parameters", 3, 4));
    PolicyProvider policy = component(PolicyProvider.class, "saved-policy", line);
    assertThatThrownBy(() -> policy.create(context, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("model.json holds no policy, but a model with the outputs [value]");
    RewardModelProvider reward = component(RewardModelProvider.class, "saved-reward", line);
    assertThatThrownBy(() -> reward.create(context, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("model.json holds no reward model");
    Path text = Files.writeString(directory.resolve("text.json"), "{\"format\": \"other\"}");
    ModelProvider other = component(ModelProvider.class, "saved-model", text.toString());
    assertThatThrownBy(() -> other.create(context, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("text.json is not a saved model");
  }

  @Test
  void aFileThatIsNotThereIsToldAsSuch() {
    Path file = directory.resolve("models").resolve("policy.json");
    assertThatThrownBy(() -> SavedModel.read(file))
        .isInstanceOf(EsscherException.class)
        .hasMessage(
            file
                + " does not exist: name a saved model, or the directory of a run that has"
                + " finished");
  }
}
