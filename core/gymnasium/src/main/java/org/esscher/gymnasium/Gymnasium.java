package org.esscher.gymnasium;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * An environment that is written in Python with Gymnasium's interface. All copies live in one
 * process, which is started with the environment and killed when it is closed, gives no answer in
 * time, or fails; it ends by itself when the JVM does. Spaces are Discrete, numbered from 0 here,
 * or Box of any shape, as a vector; actions beyond a Box's bounds are held within them.
 *
 * <p>Each episode begins with a seed of its own, drawn from the run. What is saved of an episode is
 * its seed and the actions so far: restoring plays them again. So runs repeat and resume exactly
 * where an environment's episodes follow from seed and actions, which is the environment's to keep.
 *
 * @param name name of the environment, such as CartPole-v1
 * @param arguments arguments of its constructor; values are read as JSON where they are JSON,
 *     otherwise as text
 * @param module Python module that has the function {@code make}
 * @param path directories to search for modules, before Python's own
 * @param python the interpreter, a command or a file; it needs NumPy and the module
 * @param deadline the most seconds that the process may take to answer: for a step of all copies,
 *     or to make them
 */
@Component(
    value = "gymnasium",
    summary = "an environment of Gymnasium, in a Python process",
    paper = "Towers et al. 2024, arXiv 2407.17032")
public record Gymnasium(
    @NotBlank String name,
    @Default("{}") Map<String, String> arguments,
    @Default("gymnasium") @NotBlank String module,
    @Default("[]") List<String> path,
    @Default("python3") @NotBlank String python,
    @Default("60") @Positive double deadline)
    implements EnvironmentProvider {
  /**
   * Copies.
   *
   * @param name as for the record
   * @param arguments as for the record
   * @param module as for the record
   * @param path as for the record
   * @param python as for the record
   * @param deadline as for the record
   */
  public Gymnasium {
    arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
    path = List.copyOf(path);
  }

  @Override
  public Environment create(int copies, Context context) {
    return PythonEnvironment.start(this, copies);
  }
}
