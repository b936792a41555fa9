"""Gradio's own components in the look of the page; style.css has the colours."""

import gradio as gr

# The system's fonts, as style.css names them: Gradio's defaults would be fetched from another host.
theme = gr.themes.Base(
    font="var(--sans)",
    font_mono="var(--mono)",
    radius_size="lg",
    text_size="md",
    spacing_size="md",
).set(
    body_background_fill="var(--paper)",
    body_background_fill_dark="var(--paper)",
    body_text_color="var(--ink)",
    body_text_color_dark="var(--ink)",
    body_text_color_subdued="var(--ink-soft)",
    body_text_color_subdued_dark="var(--ink-soft)",
    block_background_fill="var(--card)",
    block_background_fill_dark="var(--card)",
    block_border_color="var(--line)",
    block_border_color_dark="var(--line)",
    border_color_primary="var(--line)",
    border_color_primary_dark="var(--line)",
    block_label_text_color="var(--ink-soft)",
    block_label_text_color_dark="var(--ink-soft)",
    block_title_text_color="var(--ink-soft)",
    block_title_text_color_dark="var(--ink-soft)",
    input_background_fill="var(--card)",
    input_background_fill_dark="var(--card)",
    input_border_color="var(--line)",
    input_border_color_dark="var(--line)",
    input_border_color_focus="var(--attention)",
    input_border_color_focus_dark="var(--attention)",
    button_primary_background_fill="var(--attention)",
    button_primary_background_fill_dark="var(--attention)",
    button_primary_background_fill_hover="var(--attention)",
    button_primary_background_fill_hover_dark="var(--attention)",
    button_primary_text_color="var(--on-attention)",
    button_primary_text_color_dark="var(--on-attention)",
    color_accent="var(--attention)",
    color_accent_soft="var(--attention-soft)",
    color_accent_soft_dark="var(--attention-soft)",
    input_text_size="16px",  # below 16 px iOS zooms into a field
)
