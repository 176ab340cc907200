package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.esscher.api.Component;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.runtime.internal.optim.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that wants more memory than there is fails, and nothing else does. */
class OutOfMemoryTest {
  private static final AtomicBoolean HUNGRY = new AtomicBoolean();
  @TempDir Path temporary;

  /** Four steps; the third takes all memory where it is told to. */
  @Component("test-hungry")
  record Hungry() implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of("line", new Line());
    }

    @Override
    public State step(State state, Run run) {
      double step = state.number("step", 0) + 1;
      run.train(
          Stage.of("fit", new SquaredError("line"), new Sgd(0.1)),
          Map.of("rows", run.next(run.data("data"), 5)));
      Object taken = run;
      while (HUNGRY.get() && step == 3) {
        taken = new Object[] {taken, new long[1 << 26]};
      }
      run.metric("step", step);
      return state.with("step", step);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0) / 4;
    }
  }

  @Test
  void theRunIsResumableAndTheHostGoesOn() throws IOException {
    try (TestHost host = new TestHost()) {
      HUNGRY.set(true);
      Path failed = temporary.resolve("failed");
      assertThatThrownBy(
              () -> host.run(new Hungry(), failed, false, RunListener.NONE, TestHost.ALWAYS))
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
          .hasMessageContaining("OutOfMemoryError")
          .hasMessageContaining("its last checkpoint is good");
      assertThat(failed.resolve("status.json")).content().contains("\"failed\"");
      assertThat(host.services().arena().allocatedBytes()).isZero();
      HUNGRY.set(false);
      Path whole = temporary.resolve("whole");
      host.run(new Hungry(), whole, false, RunListener.NONE, TestHost.ALWAYS);
      RunResult resumed = host.run(new Hungry(), failed, true, RunListener.NONE, TestHost.ALWAYS);
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      Map<String, byte[]> found = TestHost.results(failed);
      TestHost.results(whole)
          .forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }
  }
}
