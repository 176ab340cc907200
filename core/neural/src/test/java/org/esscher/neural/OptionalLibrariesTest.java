package org.esscher.neural;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.esscher.api.Context;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What embedders are told who have not added a library that only some models need. */
class OptionalLibrariesTest {
  @TempDir Path directory;

  /** This module's classes anew, where the optional libraries don't exist. */
  private static final class Without extends ClassLoader {
    Without() {
      super(OptionalLibrariesTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("ai.onnxruntime.") || name.startsWith("ai.djl.huggingface.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("org.esscher.neural.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? defined(name) : loaded;
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = requireNonNull(in, name).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static void create(Class<?> component, Object... fields) throws Throwable {
    Object provider = component.getDeclaredConstructors()[0].newInstance(fields);
    Method create = component.getMethod("create", Context.class, State.class);
    try (Workbench bench = new Workbench()) {
      create.invoke(provider, bench.context(), null);
    } catch (InvocationTargetException e) {
      throw requireNonNull(e.getCause());
    }
  }

  @Test
  void namesTheArtifactOfOnnxRuntime() throws ClassNotFoundException {
    Class<?> scorer = new Without().loadClass(OnnxScorer.class.getName());
    assertThatThrownBy(() -> create(scorer, "model.onnx", List.of("observation"), ""))
        .isInstanceOfSatisfying(
            EsscherException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES))
        .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime");
  }

  @Test
  void namesTheArtifactOfTokenizers() throws Exception {
    Path file = directory.resolve("tokenizer.json");
    try (InputStream in =
        requireNonNull(OptionalLibrariesTest.class.getResourceAsStream("tokenizer.json"))) {
      Files.copy(in, file);
    }
    Without loader = new Without();
    Class<?> policy = loader.loadClass(TransformerLm.class.getName());
    Object refuse = loader.loadClass(LongCompletions.class.getName()).getEnumConstants()[0];
    Object float32 = loader.loadClass(Precision.class.getName()).getEnumConstants()[0];
    assertThatThrownBy(
            () ->
                create(
                    policy,
                    "",
                    file.toString(),
                    "",
                    "",
                    "prompt",
                    8,
                    4,
                    refuse,
                    1,
                    1,
                    4,
                    1.0,
                    0,
                    1.0,
                    2,
                    float32))
        .isInstanceOfSatisfying(
            EsscherException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES))
        .hasMessageContaining("ai.djl.huggingface:tokenizers");
  }
}
