package org.esscher.plugins.ailboost;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.InputGradient;
import org.esscher.api.ParameterView;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.esscher.api.Vectored;

/** The model of {@link AilDiscriminator}. Its parameters are those of the model inside. */
final class DiscriminatorModel implements RewardModel, InputGradient {
  /** The output that scores. */
  static final String SCORE = "score";

  /** The output that is the score's derivative in the inputs. */
  static final String GRADIENT = "score_input_gradient";

  private final RewardModel inside;
  private final List<String> inputs;

  private DiscriminatorModel(RewardModel inside, List<String> inputs) {
    this.inside = inside;
    this.inputs = inputs;
  }

  /** Takes the model over; it is closed when it is refused. */
  static DiscriminatorModel of(RewardModel inside, List<String> inputs) {
    Set<String> differentiable =
        inside.as(InputGradient.class).map(InputGradient::differentiableInputs).orElse(Set.of());
    if (!differentiable.containsAll(inputs)) {
      inside.close();
      throw EsscherException.user(
          "'ail-discriminator' needs a score that has derivatives with respect to %s; this one has"
              + " them for %s",
          inputs, List.copyOf(differentiable).stream().sorted().toList());
    }
    return new DiscriminatorModel(inside, inputs);
  }

  @Override
  public Set<String> inputs() {
    return inside.inputs();
  }

  @Override
  public Set<String> outputs() {
    return Set.of(SCORE, GRADIENT);
  }

  @Override
  public Set<String> differentiableInputs() {
    return Set.copyOf(inputs);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "'ail-discriminator' computes %s and %s, but %s was asked for", SCORE, GRADIENT, outputs);
    }
    return DiscriminatorForward.of(inside, inputs, batch, context);
  }

  @Override
  public State save() {
    return inside.save();
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    boolean parametric =
        capability == Trainable.class
            || capability == Vectored.class
            || capability == ParameterView.class;
    return parametric ? inside.as(capability) : RewardModel.super.as(capability);
  }

  @Override
  public void close() {
    inside.close();
  }
}
