package org.esscher.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.esscher.api.Component;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * Its third step calls nothing and heeds no interrupt.
 *
 * @param inside a file that is there when that step has begun
 */
@Component(value = "test-deaf", summary = "doesn't answer")
public record DeafRecipe(String inside) implements Recipe {
  private static final int STEPS = 3;

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public State step(State state, Run run) {
    double step = state.number("step", 0) + 1;
    run.metric("index", step);
    if (step == STEPS) {
      write(Path.of(inside));
      // Not for ever: a test that fails leaves no process behind.
      for (int seconds = 0; seconds < 300; seconds++) {
        LockSupport.parkNanos(1_000_000_000);
        Thread.interrupted();
      }
    }
    return state.with("step", step);
  }

  private static void write(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public double progress(State state) {
    return state.number("step", 0) / STEPS;
  }
}
