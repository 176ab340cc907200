package org.esscher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** One network and what is timed of it. */
final class NeuralWork implements AutoCloseable {
  private static final int TOKENS = 256;
  private static final int ROWS = 16;
  private static final int TIME = 128;
  private static final int SAMPLES = 32;
  private static final int SAMPLED = 126;
  private static final int BATCH = 256;

  /** Numbers of an observation and of an action of HalfCheetah. */
  private static final int OBSERVED = 17;

  private static final int ACTED = 6;

  private final String name;
  private final Esscher host;
  private final Arena arena;
  private final Model model;
  private final Optimizer adam;
  private final int[] tokens;
  private final double[] rows;
  private final double[] targets;
  private State memory = State.empty();

  private NeuralWork(String name, Esscher host) {
    this.name = name;
    this.host = host;
    this.arena = host.arena("bench");
    this.model = provider().create(context(arena), null);
    this.adam = host.component(Optimizer.class, "adam", Map.of("rate", 1e-6));
    RandomGenerator random = CallContext.generator(2);
    this.tokens = random.ints((long) ROWS * TIME, 0, TOKENS).toArray();
    this.rows =
        IntStream.range(0, BATCH * inputs()).mapToDouble(i -> random.nextGaussian()).toArray();
    this.targets =
        IntStream.range(0, BATCH * outputs()).mapToDouble(i -> random.nextGaussian()).toArray();
    Vectored vectored = vectored();
    // What float32 can hold, so that both sides begin at the same point.
    double[] parameters = vectored.parameters().toArray();
    Arrays.setAll(parameters, i -> (float) parameters[i]);
    vectored.assign(Vector.of(parameters));
  }

  static NeuralWork of(String name, Esscher host) {
    return new NeuralWork(name, host);
  }

  String name() {
    return name;
  }

  private boolean reads() {
    return !name.equals("mlp") && !isCritics();
  }

  private boolean isCritics() {
    return name.equals("critics");
  }

  private int inputs() {
    return isCritics() ? OBSERVED + ACTED : 32;
  }

  private int outputs() {
    return isCritics() ? 2 : 8;
  }

  private ModelProvider provider() {
    if (isCritics()) {
      return host.component(
          ModelProvider.class, "mlp-q", Map.of("width", inputs(), "hidden", List.of(256, 256)));
    } else if (!reads()) {
      return host.component(
          ModelProvider.class,
          "mlp-value",
          Map.of("width", inputs(), "components", outputs(), "hidden", List.of(256, 256)));
    }
    return host.component(
        ModelProvider.class,
        "transformer-lm",
        Map.of(
            "alphabet",
            alphabet(),
            "layers",
            4,
            "heads",
            4,
            "width",
            192,
            "context",
            256,
            "maxPrompt",
            0,
            "maxTokens",
            SAMPLED));
  }

  /** Characters that are all different and no bytes: every token may follow every other. */
  private static String alphabet() {
    return IntStream.range(0, TOKENS)
        .mapToObj(token -> Character.toString(0x100 + token))
        .collect(Collectors.joining());
  }

  private Context context(Arena own) {
    return new CallContext(own, 1, CallContext.NO_ROLES, host.services().components(), "bench");
  }

  private Vectored vectored() {
    return model.as(Vectored.class).orElseThrow();
  }

  /** Tokens, rows or steps in a round. */
  int items() {
    return switch (name) {
      case "sample" -> SAMPLES * SAMPLED;
      case "mlp" -> BATCH;
      case "critics" -> 1;
      default -> ROWS * TIME;
    };
  }

  /** How often a round does it, so that it is long enough for the clock. */
  int repetitions() {
    return reads() ? 1 : 50;
  }

  /** Once. */
  void once() {
    if (name.equals("sample")) {
      sample();
      return;
    }
    Vector gradient = Vector.of(gradient());
    if (!name.equals("pass")) {
      Optimizer.Step taken = adam.step(vectored().parameters(), gradient, memory, 1);
      vectored().assign(taken.parameters());
      memory = taken.state();
    }
  }

  private void sample() {
    try (Arena own = arena.child("sample")) {
      Batch contexts = own.batch(Map.of("prompt", own.texts(Collections.nCopies(SAMPLES, ""))));
      model
          .as(Sampler.class)
          .orElseThrow()
          .sample(contexts, 1, CallContext.generator(3), context(own));
    }
  }

  /** The gradient of the mean loss; nothing for sampling. */
  double[] gradient() {
    if (name.equals("sample")) {
      return new double[0];
    }
    String output = reads() ? "logp" : isCritics() ? "q_members" : "value";
    try (Arena own = arena.child("pass");
        Forward forward = model.forward(batch(own), Set.of(output), context(own))) {
      double[] cotangents = forward.output(output).toArray();
      if (reads()) {
        Arrays.fill(cotangents, -1.0 / cotangents.length);
      } else {
        Arrays.setAll(cotangents, i -> 2 * (cotangents[i] - targets[i]) / BATCH);
      }
      return vectored()
          .vector(
              forward
                  .pullback(
                      Map.of(output, own.shapedLike(forward.output(output), cotangents)), Set.of())
                  .gradient())
          .toArray();
    }
  }

  private Batch batch(Arena own) {
    if (isCritics()) {
      return own.batch(
          Map.of("observation", part(own, 0, OBSERVED), "action", part(own, OBSERVED, ACTED)));
    } else if (!reads()) {
      return own.batch(Map.of("observation", own.vectors(inputs(), rows)));
    }
    boolean[] truncated = new boolean[ROWS];
    Arrays.fill(truncated, true);
    List<String> texts =
        IntStream.range(0, ROWS)
            .mapToObj(
                row ->
                    IntStream.range(0, TIME)
                        .mapToObj(i -> Character.toString(0x100 + tokens[row * TIME + i]))
                        .collect(Collectors.joining()))
            .toList();
    return own.batch(
        Map.of(
            "prompt", own.texts(Collections.nCopies(ROWS, "")),
            "completion", own.texts(texts),
            "truncated", own.booleans(truncated)));
  }

  /** Some of the numbers of each row. */
  private Column part(Arena own, int from, int width) {
    double[] values = new double[BATCH * width];
    for (int row = 0; row < BATCH; row++) {
      System.arraycopy(rows, row * inputs() + from, values, row * width, width);
    }
    return own.vectors(width, values);
  }

  /** Writes what the other side begins from. */
  void write(Path directory) {
    write(directory.resolve("parameters.f32"), vectored().parameters().toArray());
    write(directory.resolve("rows.f32"), rows);
    write(directory.resolve("targets.f32"), targets);
    ByteBuffer begun = ByteBuffer.allocate(4 * ROWS * (TIME + 1)).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < ROWS; row++) {
      begun.putInt(TOKENS + 1);
      for (int i = 0; i < TIME; i++) {
        begun.putInt(tokens[row * TIME + i]);
      }
    }
    write(directory.resolve("tokens.i32"), begun.array());
  }

  private static void write(Path file, double[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      bytes.putFloat((float) number);
    }
    write(file, bytes.array());
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    model.close();
    arena.close();
  }
}
