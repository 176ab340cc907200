package org.esscher.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.esscher.data.Sha256;

/**
 * The scripts of a page: Vega, Vega-Lite and Vega-Embed, from their published packages, and the few
 * lines that draw the page's charts with them. They are written into the page, and the page's
 * policy names their digests: no other script runs, and none evaluates text as a program.
 */
final class PlotLibrary {
  private static final String JARS = "/META-INF/resources/webjars/";
  private static final String FACTS = "/META-INF/maven/org.webjars/";

  private final List<String> scripts;

  /** Reads the scripts. */
  PlotLibrary() {
    scripts =
        Stream.concat(
                Stream.of("vega", "vega-lite", "vega-embed").map(PlotLibrary::published),
                Stream.of(text("plots.js")))
            .map(PlotLibrary::embedded)
            .toList();
  }

  /** Writes the scripts; after what they draw. */
  void write(Html page) {
    scripts.forEach(script -> page.open("script").own(script).close("script"));
  }

  /** The digests of the scripts, as sources of a content security policy. */
  String sources() {
    StringBuilder sources = new StringBuilder();
    scripts.forEach(script -> sources.append(" '").append(digest(script)).append('\''));
    return sources.substring(1);
  }

  private static String published(String name) {
    Properties facts = new Properties();
    try (InputStream in = open(FACTS + name + "/pom.properties")) {
      facts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
    String script = text(JARS + name + "/" + facts.getProperty("version") + "/" + name + ".min.js");
    // A source map would be fetched by the browser's tools.
    return script.replaceFirst("(?m)^//# sourceMappingURL=.*$", "");
  }

  /**
   * As the page, which is XML too, can hold it: "]]>" ends a section of XML. In these scripts it
   * closes two indices before a comparison.
   */
  private static String embedded(String script) {
    return "//<![CDATA[\n" + script.replace("]]>", "]] >") + "\n//]]>";
  }

  private static String digest(String script) {
    byte[] digest = Sha256.of(script.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  /**
   * A resource of this package, or by an absolute name.
   *
   * @param name of a text file
   * @return its content
   */
  static String text(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(PlotLibrary.class.getResourceAsStream(name), name);
  }
}
