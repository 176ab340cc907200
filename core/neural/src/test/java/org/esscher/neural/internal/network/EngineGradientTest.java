package org.esscher.neural.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Estimator;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.neural.Activation;
import org.esscher.neural.MlpCategorical;
import org.esscher.neural.NativeMemory;
import org.esscher.neural.Precision;
import org.esscher.neural.Workbench;
import org.esscher.runtime.internal.estimate.Differentiated;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.RoleGradient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gradients that an estimate pulls back are those of the engine's own derivative of the loss. */
@ExtendWith(NativeMemory.class)
class EngineGradientTest {
  private static final int ACTIONS = 4;

  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void likelihoodAgreesWithTheEngine() {
    List<Integer> hidden = List.of(16, 16);
    Model policy =
        new MlpCategorical(
                List.of("observation"),
                3,
                ACTIONS,
                "action",
                hidden,
                Activation.TANH,
                Precision.FLOAT32)
            .create(bench.context(), null);
    double[] parameters = Workbench.vectored(policy).parameters().toArray();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += 0.3 * bench.context().random().nextGaussian();
    }
    Workbench.vectored(policy).assign(Vector.of(parameters));
    int rows = 40;
    double[] observations = new double[3 * rows];
    long[] actions = new long[rows];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = bench.context().random().nextGaussian();
      actions[i / 3] = i / 3 % ACTIONS;
    }
    Batch batch =
        bench.batch(
            "observation", bench.columns().vectors(3, observations),
            "action", bench.columns().integers(actions));

    double[] pulled = estimated(policy, batch);
    double[] engine = engine(hidden, parameters, observations, actions);
    double largest = 0;
    for (double component : engine) {
      largest = Math.max(largest, Math.abs(component));
    }
    assertThat(largest).isGreaterThan(0.05);
    for (int i = 0; i < engine.length; i++) {
      assertThat(pulled[i]).as("component %d", i).isEqualTo(engine[i], within(1e-5 * largest));
    }
  }

  /** The gradient of the mean negative log-likelihood through an estimate. */
  private double[] estimated(Model policy, Batch batch) {
    Differentiated found =
        new Estimation()
            .differentiate(
                bench.component(Estimator.class, "sft", Map.of()),
                Map.of("examples", batch),
                State.empty(),
                role -> policy,
                bench.context());
    RoleGradient role = found.gradients().values().iterator().next();
    Gradient sum = role.byLoss().values().iterator().next();
    return Workbench.vectored(policy).vector(sum).times(1 / role.weight()).toArray();
  }

  /** The same by the engine, from the network to the loss. */
  private static double[] engine(
      List<Integer> hidden, double[] parameters, double[] observations, long[] actions) {
    Mlp network = new Mlp("", 3, hidden, ACTIONS, Activation.TANH, 1, false);
    double[] oneHot = new double[actions.length * ACTIONS];
    for (int row = 0; row < actions.length; row++) {
      oneHot[row * ACTIONS + (int) actions[row]] = -1.0 / actions.length;
    }
    try (Pass pass =
        Pass.of(
            network.layout(),
            Precision.FLOAT32,
            parameters,
            (scope, weights) -> {
              PtNDArray rows = scope.numbers(observations, Precision.FLOAT32, actions.length, 3);
              PtNDArray logits = network.apply(weights, rows);
              PtNDArray logp = JniUtils.logSoftmax(logits, 1, logits.getDataType());
              PtNDArray picks = scope.numbers(oneHot, Precision.FLOAT32, actions.length, ACTIONS);
              return JniUtils.sum(JniUtils.mul(logp, picks));
            })) {
      return pass.pullback(new double[] {1}, false).parameters();
    }
  }
}
