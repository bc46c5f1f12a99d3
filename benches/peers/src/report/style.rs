//! The colours of pictures: those of the page that shows them, light or dark.

pub(crate) const STYLE: &str = "
    .paper { fill: #ffffff } text { fill: #1f2328; font: 14px system-ui, 'DejaVu Sans', sans-serif }
    .title { font-weight: 600 } .small { fill: #59636e; font-size: 12px }
    .nevr { fill: #b7410e; stroke: #b7410e } .peer { fill: #3b7dc4; stroke: #3b7dc4 }
    .floor { fill: #b5bac0; stroke: #b5bac0 } rect { stroke-width: 0 }
    .rule { stroke: #d1d9e0 } .line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #0d1117 } text { fill: #e6edf3 } .small { fill: #9198a1 }
      .nevr { fill: #f0824f; stroke: #f0824f } .peer { fill: #58a6ff; stroke: #58a6ff }
      .floor { fill: #4b535d; stroke: #4b535d } .rule { stroke: #30363d } .line { fill: none }
    }";
