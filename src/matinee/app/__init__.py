"""The web page, drawn with Streamlit; it calls the services and holds no logic of its own."""
