package org.esscher.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What every page has around it. */
final class Template {
  /** The style sheet's place in the site. */
  static final String STYLE = "style.css";

  private final String html;
  private final Navigation navigation;

  Template(Navigation navigation) throws IOException {
    this.html = resource("page.html");
    this.navigation = navigation;
  }

  String apply(Page page) {
    return html.replace("{title}", Html.escaped(page.title()))
        .replace("{root}", page.toRoot())
        .replace("{navigation}", navigation.html(page))
        .replace("{body}", page.body());
  }

  static String resource(String name) throws IOException {
    try (InputStream stream = Template.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
