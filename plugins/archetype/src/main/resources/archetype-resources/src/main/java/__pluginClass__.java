package ${package};

import java.util.List;
import org.esscher.api.Plugin;

/** The components of this jar. */
public final class ${pluginClass} implements Plugin {
  public ${pluginClass}() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(SquaredError.class);
  }
}
