"""The four charts in Streamlit: `streamlit run bench/peers/streamlit_page.py` (started by bench/peer_products.py)."""

import streamlit as st

from bench.peers import pictures, questions

st.set_page_config(page_title="组织密度", layout="wide")
NAMES = ("trend", "ranking", "fields", "forms")
asked = {name: st.cache_data(getattr(questions, name), show_spinner=False) for name in NAMES}

area = st.sidebar.radio("地区", list(questions.AREAS), format_func=questions.AREAS.get)
year = st.sidebar.radio("年度", questions.YEARS)
st.title("组织密度")
left, right = st.columns(2)
left.plotly_chart(pictures.line(asked["trend"](area), "组织密度逐年变化", year), key="trend")
right.plotly_chart(pictures.bars(asked["ranking"](area, year), "各地的组织密度", 1), key="ranking")
left.plotly_chart(pictures.bars(asked["fields"](area, year), "按服务领域"), key="fields")
right.plotly_chart(pictures.bars(asked["forms"](area, year), "按法律形式"), key="forms")
