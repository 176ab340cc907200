package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;

import org.esscher.neural.internal.engine.FirstStart;
import org.esscher.neural.internal.engine.NativeEngine;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails each test that leaves a native array behind: every pass has to be closed. */
public final class NativeMemory implements BeforeAllCallback, AfterEachCallback {
  /** Made by JUnit. */
  public NativeMemory() {}

  /** So the first start of every test JVM happens under a class loader that knows no engine. */
  @Override
  public void beforeAll(ExtensionContext context) {
    FirstStart.underForeignLoader();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(NativeEngine.get().liveArrays()).as("native arrays left open").isZero();
  }
}
