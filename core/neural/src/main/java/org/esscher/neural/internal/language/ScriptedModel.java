package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.esscher.neural.internal.engine.NativeEngine;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.engine.ScriptModule;
import org.esscher.neural.internal.network.Pass;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript module as a language model: from an int64 matrix of tokens, rows · time, to logits,
 * rows · time · vocabulary, those at a token being of the next one. Rows are padded on the right,
 * where no token looks.
 */
final class ScriptedModel implements CausalModel {
  private static final Set<String> OUTPUTS =
      Set.of("logp", "entropy", "token_logit", "log_normalizer", "class_logp");

  private final ScriptModule module;
  private final ScriptParameters parameters;
  private final Tokenizer tokenizer;

  /** The parameters that the module holds now. Arrays of parameters are never changed in place. */
  private double @Nullable [] loaded;

  /**
   * A model.
   *
   * @param module handed over
   * @param parameters which of it are trained
   * @param tokenizer whose tokens the module reads and predicts
   */
  ScriptedModel(ScriptModule module, ScriptParameters parameters, Tokenizer tokenizer) {
    this.module = module;
    this.parameters = parameters;
    this.tokenizer = tokenizer;
    new ModuleContract(module, tokenizer).require();
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public int width(String output) {
    return output.equals("class_logp") ? tokenizer.size() : 1;
  }

  private void load(double[] wanted) {
    if (loaded != wanted) {
      parameters.load(wanted, module);
      loaded = wanted;
    }
  }

  private PtNDArray result(
      List<Sequence> sequences,
      double[] temperatures,
      List<String> outputs,
      Scope scope,
      boolean derivative) {
    TokenBatch batch = TokenBatch.of(sequences, tokenizer);
    PtNDArray all =
        module.call(scope.integers(batch.tokens(), batch.rows(), batch.time()), derivative);
    PtNDArray flat = predicted(all);
    PtNDArray scored =
        JniUtils.embedding(scope.integers(batch.readAt(), batch.readAt().length), flat, false);
    Prediction prediction =
        new Prediction(tokenizer, module.precision(), batch, temperatures, scored, scope);
    PtNDArray[] parts =
        outputs.stream()
            .map(output -> LanguageModel.flat(prediction.output(output)))
            .toArray(PtNDArray[]::new);
    return parts.length == 1 ? parts[0] : JniUtils.cat(parts, 0);
  }

  /**
   * Logits of the tokenizer's tokens, (rows · time) · vocabulary: a module may have padded them.
   */
  private PtNDArray predicted(PtNDArray logits) {
    long vocabulary = logits.getShape().get(2);
    PtNDArray flat = JniUtils.reshape(logits, new long[] {-1, vocabulary});
    return vocabulary == tokenizer.size() ? flat : JniUtils.slice(flat, 1, 0, tokenizer.size(), 1);
  }

  @Override
  public double[] values(
      double[] wanted, List<Sequence> sequences, double[] temperatures, List<String> outputs) {
    load(wanted);
    try (Scope scope = NativeEngine.get().scope()) {
      return finite(
          Scope.computing(false, () -> result(sequences, temperatures, outputs, scope, false)));
    }
  }

  private static double[] finite(PtNDArray result) {
    double[] values = Scope.toDoubles(result);
    Pass.requireFinite(values);
    return values;
  }

  @Override
  public TokenPass begin(
      double[] wanted, List<Sequence> sequences, double[] temperatures, List<String> outputs) {
    return new ScriptPass(wanted, sequences, temperatures, outputs);
  }

  @Override
  public <T> T continuing(double[] wanted, List<int[]> prompts, Function<Continuation, T> work) {
    load(wanted);
    return work.apply(new WholeContinuation(prompts, tokenizer.begin(), this::lastLogits));
  }

  /** Logits after each row's last token. */
  private double[] lastLogits(long[] tokens, int rows, long[] lastAt) {
    try (Scope scope = NativeEngine.get().scope()) {
      return Scope.computing(
          false,
          () -> {
            PtNDArray all = module.call(scope.integers(tokens, rows, tokens.length / rows), false);
            PtNDArray picked =
                JniUtils.embedding(scope.integers(lastAt, rows), predicted(all), false);
            return finite(picked);
          });
    }
  }

  @Override
  public void close() {
    module.close();
    tokenizer.close();
  }

  /** One call of the module. */
  private final class ScriptPass implements TokenPass {
    private final double[] wanted;
    private final Scope scope = NativeEngine.get().scope();
    private final PtNDArray result;
    private final double[] values;

    ScriptPass(
        double[] wanted, List<Sequence> sequences, double[] temperatures, List<String> outputs) {
      this.wanted = wanted;
      try {
        load(wanted);
        this.result =
            Scope.computing(
                true,
                () -> Scope.result(() -> result(sequences, temperatures, outputs, scope, true)));
        this.values = finite(result);
      } catch (RuntimeException e) {
        scope.close();
        throw e;
      }
    }

    @Override
    public double[] values() {
      return values;
    }

    @Override
    public double[] pullback(double[] cotangents) {
      // The engine's record points at the module's parameters: they have to be those again.
      load(wanted);
      try (Scope given = scope.nested()) {
        JniUtils.backward(
            result, given.numbers(cotangents, module.precision(), cotangents.length), true, false);
      }
      return parameters.takeGradient(wanted, module);
    }

    @Override
    public void close() {
      scope.close();
    }
  }
}
